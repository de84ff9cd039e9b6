package org.edgestill.benchmarks.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.edgestill.load.Call;
import org.edgestill.load.Users;
import org.jspecify.annotations.Nullable;

/**
 * Asks an assembled gateway over one HTTP connection that stays open. Blocking and without a pool,
 * because what the client costs is missing to the gateway on the same cores.
 */
final class HttpCall implements Call {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final String STUDENT = "\"source\":\"STUDENT\"";

  private final URI gateway;
  private final String path;
  private final int users;
  private @Nullable DefaultBHttpClientConnection connection;

  /**
   * A client that asks for the users {@link Users#name} in turn.
   *
   * @param gateway the address of its API
   */
  HttpCall(URI gateway, int users) {
    this.gateway = gateway;
    this.path = gateway.getPath() + "/recommendations";
    this.users = users;
  }

  @Override
  public void run(long number) throws IOException, HttpException {
    String document = "{\"user\":\"" + Users.name(number % users) + "\",\"k\":10}";
    boolean done = false;
    try {
      check(post(document.getBytes(StandardCharsets.UTF_8)));
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  private String post(byte[] document) throws IOException, HttpException {
    DefaultBHttpClientConnection open = connected();
    BasicClassicHttpRequest request = new BasicClassicHttpRequest("POST", path);
    request.setHeader(HttpHeaders.HOST, gateway.getAuthority());
    request.setHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    request.setHeader(HttpHeaders.CONTENT_LENGTH, document.length);
    request.setEntity(new ByteArrayEntity(document, ContentType.APPLICATION_JSON));
    open.sendRequestHeader(request);
    open.sendRequestEntity(request);
    open.flush();
    ClassicHttpResponse response = open.receiveResponseHeader();
    open.receiveResponseEntity(response);
    String body = EntityUtils.toString(response.getEntity(), StandardCharsets.UTF_8);
    if (response.getCode() != 200) {
      throw new IOException(response.getCode() + ": " + body);
    }
    return body;
  }

  private static void check(String answer) throws IOException {
    if (!answer.contains(STUDENT)) {
      throw new IOException("not answered by the student: " + answer);
    }
  }

  private DefaultBHttpClientConnection connected() throws IOException {
    DefaultBHttpClientConnection open = connection;
    if (open != null && open.isOpen()) {
      return open;
    }
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.getPort()),
        PATIENCE_MILLIS);
    DefaultBHttpClientConnection made = new DefaultBHttpClientConnection(Http1Config.DEFAULT);
    made.bind(socket);
    connection = made;
    return made;
  }

  @Override
  public void close() {
    DefaultBHttpClientConnection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // it is not used any more
      }
    }
  }
}
