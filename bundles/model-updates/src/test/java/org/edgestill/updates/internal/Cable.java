package org.edgestill.updates.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A line to a broker that can be cut at any moment; who connects again gets a new one. */
final class Cable implements AutoCloseable {

  private final ServerSocket near = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
  private final URI far;
  private final Set<Socket> ends = ConcurrentHashMap.newKeySet();

  Cable(URI far) throws IOException {
    this.far = far;
    daemon(this::accept);
  }

  URI uri() {
    return URI.create("tcp://127.0.0.1:" + near.getLocalPort());
  }

  /** Ends all connections in the middle of whatever they carry. */
  void cut() {
    for (Socket end : Set.copyOf(ends)) {
      ends.remove(end);
      close(end);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = near.accept();
        Socket broker = new Socket(far.getHost(), far.getPort());
        ends.add(client);
        ends.add(broker);
        daemon(() -> pass(client, broker));
        daemon(() -> pass(broker, client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void pass(Socket from, Socket to) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] buffer = new byte[4096];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // cut
    }
    close(to);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is cut anyway
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "cable");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    near.close();
    cut();
  }
}
