package org.edgestill.dashboard.internal;

import java.io.IOException;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The way from the Felix Web Console, where there is one, to the dashboard: an entry of its menu
 * with a link. The console finds it by its service properties.
 */
@Component(
    service = Servlet.class,
    property = {
      "felix.webconsole.label=edgestill",
      "felix.webconsole.title=Edgestill",
      "felix.webconsole.category=Main"
    })
public final class ConsolePluginComponent extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Activate
  public ConsolePluginComponent() {}

  /** Only what stands between the header and the footer of the console. */
  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response
        .getWriter()
        .println(
            "<p class=\"statline\">Models, updates, requests and health are on the"
                + " <a href=\"/edgestill\">dashboard of Edgestill</a>.</p>");
  }
}
