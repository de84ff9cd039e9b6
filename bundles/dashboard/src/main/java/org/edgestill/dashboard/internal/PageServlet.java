package org.edgestill.dashboard.internal;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/**
 * Serves the files of the page, which hold no data: what the page shows it asks of the REST
 * interface, which decides who may. Only files that are listed here are served.
 */
class PageServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private static final String PAGE = "index.html";

  private static final List<String> FILES =
      List.of(
          PAGE,
          "ui/style.css",
          "ui/icon.svg",
          "ui/app.js",
          "ui/api.js",
          "ui/card.js",
          "ui/charts.js",
          "ui/dom.js",
          "ui/history.js",
          "ui/try.js",
          "ui/uplot/uPlot.iife.min.js",
          "ui/uplot/uPlot.min.css");

  /** Nothing inline, nothing from elsewhere, and in nobody's frame. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final transient Map<String, PageFile> files = new HashMap<>();

  /** Reads all files. */
  PageServlet() {
    FILES.forEach(name -> files.put("/" + name, PageFile.read(name)));
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getPathInfo();
    if ("/".equals(path)) {
      // The page's links are relative to a path without a slash at its end.
      response.setStatus(HttpServletResponse.SC_MOVED_PERMANENTLY);
      response.setHeader("Location", "../edgestill");
      return;
    }
    PageFile file = files.get(path == null ? "/" + PAGE : path);
    if (file == null) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND, "there is no such file");
      return;
    }
    response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("ETag", file.etag());
    if (file.etag().equals(request.getHeader("If-None-Match"))) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setContentType(file.contentType());
    response.setContentLength(file.content().length);
    response.getOutputStream().write(file.content());
  }
}
