package org.edgestill.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.edgestill.api.recommend.Recommender;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Puts load on the recommender of the gateway that it runs in, as a {@link RemoteLoad} says. */
@Component(service = {})
public final class LoadComponent {

  /** Property of the framework or system: the port on this machine where that one listens. */
  public static final String PORT = "edgestill.load.port";

  private final Socket socket;

  /** Begins. */
  @Activate
  public LoadComponent(@Reference Recommender recommender, BundleContext context)
      throws IOException {
    socket =
        new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(context.getProperty(PORT)));
    LoadServer server = new LoadServer(users -> new ServiceCall(recommender, users));
    Thread thread = new Thread(() -> server.serve(socket), "load-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** Ends. */
  @Deactivate
  public void close() throws IOException {
    socket.close();
  }
}
