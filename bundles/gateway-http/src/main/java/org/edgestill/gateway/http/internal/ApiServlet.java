package org.edgestill.gateway.http.internal;

import java.io.IOException;
import java.util.Set;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** Between the servlet container and {@link HttpApi}: copies, decides nothing. */
final class ApiServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private static final Set<Integer> NOT_LET_IN =
      Set.of(
          ProblemException.UNAUTHORIZED,
          ProblemException.FORBIDDEN,
          ProblemException.TOO_MANY_REQUESTS);

  /** What is read of the content of a request that was refused before all of it was read. */
  private static final long MAX_REST_BYTES = 1 << 20;

  private static final long MAX_REST_NANOS = 1_000_000_000;

  private transient volatile HttpApi api;

  ApiServlet(HttpApi api) {
    this.api = api;
  }

  /** Requests from now on are served by this one; those under way end where they began. */
  void replaceApi(HttpApi successor) {
    api = successor;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    HttpAnswer answer =
        api.handle(
            new HttpRequest(
                request.getMethod(),
                path(request),
                request.getContentType(),
                request.getHeader("Content-Encoding"),
                request.getContentLengthLong(),
                request.getHeader("Host"),
                request.getHeader("Authorization"),
                request.getRemoteAddr(),
                request.isSecure(),
                request.getInputStream()));
    if (!restRead(request, answer.status())) {
      response.setHeader("Connection", "close");
    }
    response.setStatus(answer.status());
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    answer.headers().forEach(response::setHeader);
    response.setContentLength(answer.body().length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(answer.body());
    }
  }

  /**
   * Reads what a request still sends. Of a connection that is closed with content unread a sender
   * may not get the answer, or think that it can be used again. But nobody is waited for who was
   * not let in, or who asks too often.
   *
   * @return whether that was all
   */
  private static boolean restRead(HttpServletRequest request, int status) throws IOException {
    if (!hasContent(request)) {
      return true;
    }
    if (NOT_LET_IN.contains(status) || request.getContentLengthLong() > MAX_REST_BYTES) {
      return false;
    }
    long end = System.nanoTime() + MAX_REST_NANOS;
    byte[] buffer = new byte[8192];
    long left = MAX_REST_BYTES;
    while (left > 0 && System.nanoTime() - end < 0) {
      int read = request.getInputStream().read(buffer);
      if (read < 0) {
        return true;
      }
      left -= read;
    }
    return false;
  }

  private static boolean hasContent(HttpServletRequest request) {
    return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
  }

  /** The OpenAPI document is also served at a path that has nothing below it. */
  private static String path(HttpServletRequest request) {
    String below = request.getPathInfo();
    if (below != null) {
      return below;
    }
    return request.getServletPath().endsWith(OpenApi.PATH) ? OpenApi.PATH : "/";
  }
}
