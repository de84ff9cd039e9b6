package org.edgestill.gateway.http.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the endpoint. Unless remote peers are allowed, the sender must be this machine, and
 * the host that the request names must be this machine too: otherwise a web page that a browser on
 * this machine shows could ask us by a name of its own (DNS rebinding).
 *
 * @param allowRemote whether anybody may
 */
record AccessRule(boolean allowRemote) {

  // Only literals, so that looking at an address never asks a name server.
  private static final Pattern IP_LITERAL =
      Pattern.compile("[0-9.]+|\\[?[0-9A-Fa-f:.]+(%\\w+)?\\]?");
  private static final Pattern PORT = Pattern.compile(":\\d*$");

  void check(HttpRequest request) throws ProblemException {
    if (allowRemote) {
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
