package org.edgestill.operations.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.edgestill.api.model.ModelEvent;
import org.edgestill.api.model.ModelListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The metrics at {@code /metrics}, as a servlet of the OSGi HTTP Whiteboard. */
@Component(
    service = {Servlet.class, ModelListener.class},
    immediate = true,
    configurationPid = "org.edgestill.operations.metrics",
    configurationPolicy = ConfigurationPolicy.OPTIONAL)
@HttpWhiteboardServletName("org.edgestill.operations.metrics")
@HttpWhiteboardServletPattern("/metrics")
@Designate(ocd = MetricsComponent.Configuration.class)
public final class MetricsComponent extends HttpServlet implements ModelListener {
  private static final long serialVersionUID = 1L;

  /** The configuration. */
  @ObjectClassDefinition(
      id = "org.edgestill.operations.metrics",
      name = "Edgestill metrics",
      description = "Metrics in the text format of Prometheus, at /metrics.")
  public @interface Configuration {

    @AttributeDefinition(
        name = "allow.remote",
        description =
            "Whether other machines may read the metrics too. The HTTP service has to listen to"
                + " other machines as well.")
    boolean allow_remote() default false;
  }

  private final transient Metrics metrics;
  private final boolean allowRemote;

  @Activate
  public MetricsComponent(
      Configuration configuration, @Reference GatewayServicesComponent gateway) {
    metrics = new Metrics(gateway.services());
    allowRemote = configuration.allow_remote();
  }

  @Override
  public void happened(ModelEvent event) {
    metrics.happened(event);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    // The container gives the peer as an address, so that nobody is asked for a name.
    if (!allowRemote && !InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress()) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN, "only this machine may ask");
      return;
    }
    String accept = request.getHeader("Accept");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    metrics.write(accept, body);
    response.setContentType(metrics.contentType(accept));
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setContentLength(body.size());
    body.writeTo(response.getOutputStream());
  }
}
