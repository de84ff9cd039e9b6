package org.edgestill.gateway.http.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the endpoint. Unless remote peers are allowed, the sender must be this machine, and
 * the host that the request names must be this machine too: otherwise a web page that a browser on
 * this machine shows could ask us by a name of its own (DNS rebinding). Other machines have to come
 * over TLS.
 *
 * @param allowRemote whether other machines may
 * @param allowPlaintext whether they may without TLS
 * @param alwaysToken whether this machine needs the token wherever others do
 * @param token the token
 */
record AccessRule(boolean allowRemote, boolean allowPlaintext, boolean alwaysToken, Token token) {

  // Only literals, so that looking at an address never asks a name server.
  private static final Pattern IP_LITERAL =
      Pattern.compile("[0-9.]+|\\[?[0-9A-Fa-f:.]+(%\\w+)?\\]?");
  private static final Pattern PORT = Pattern.compile(":\\d*$");
  private static final Map<String, String> CHALLENGE =
      Map.of("WWW-Authenticate", "Bearer realm=\"edgestill\"");

  /** Whether it may be talked to at all. */
  void checkPeer(HttpRequest request) throws ProblemException {
    if (allowRemote) {
      if (!request.secure() && !allowPlaintext && !isLoopback(request.peer())) {
        throw new ProblemException(
            ProblemException.FORBIDDEN,
            "PLAINTEXT",
            "other machines have to ask over HTTPS; to change that, configure allow.plaintext");
      }
      return;
    }
    if (!isLoopback(request.peer())) {
      throw new ProblemException(
          ProblemException.FORBIDDEN,
          "REMOTE",
          "only this machine may ask; to change that, configure allow.remote");
    }
    if (!isThisMachine(request.host())) {
      throw new ProblemException(
          ProblemException.FORBIDDEN,
          "HOST",
          "the Host header must name this machine: localhost, 127.0.0.1 or [::1]");
    }
  }

  /** Whether it has what an operation needs. */
  void checkToken(HttpRequest request, Need need) throws ProblemException {
    boolean needed =
        switch (need) {
          case NOTHING -> false;
          case TOKEN_FROM_OTHERS -> alwaysToken || !isLocal(request);
          case TOKEN -> true;
        };
    if (needed && !token.isIn(request.authorization())) {
      throw new ProblemException(
          ProblemException.UNAUTHORIZED,
          "TOKEN",
          "send the header 'Authorization: Bearer TOKEN'; the token is in the file that tokenFile"
              + " names",
          CHALLENGE);
    }
  }

  /** Whether it comes from this machine, and not through a proxy on it or a page of others. */
  static boolean isLocal(HttpRequest request) {
    return isLoopback(request.peer()) && isThisMachine(request.host());
  }

  private static boolean isThisMachine(@Nullable String host) {
    if (host == null) {
      return true;
    }
    String name = PORT.matcher(host).replaceFirst("");
    return name.equalsIgnoreCase("localhost") || isLoopback(name);
  }

  private static boolean isLoopback(String address) {
    if (!IP_LITERAL.matcher(address).matches()) {
      return false;
    }
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException notAnAddress) {
      return false;
    }
  }
}
