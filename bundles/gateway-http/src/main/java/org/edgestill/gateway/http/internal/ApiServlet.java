package org.edgestill.gateway.http.internal;

import java.io.IOException;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** Between the servlet container and {@link HttpApi}: copies, decides nothing. */
class ApiServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient HttpApi api;

  ApiServlet(HttpApi api) {
    this.api = api;
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
    response.setStatus(answer.status());
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    answer.headers().forEach(response::setHeader);
    response.setContentLength(answer.body().length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(answer.body());
    }
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
