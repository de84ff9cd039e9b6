package org.edgestill.dashboard.internal;

import javax.servlet.Servlet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** The dashboard as a servlet of the OSGi HTTP Whiteboard, at {@code /edgestill}. */
@Component(service = Servlet.class)
@HttpWhiteboardServletName("org.edgestill.dashboard")
@HttpWhiteboardServletPattern("/edgestill/*")
public final class DashboardComponent extends PageServlet {
  private static final long serialVersionUID = 1L;

  @Activate
  public DashboardComponent() {}
}
