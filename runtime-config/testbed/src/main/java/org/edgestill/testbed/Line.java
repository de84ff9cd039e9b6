package org.edgestill.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** A loopback line to a broker that counts the bytes of both directions, and can be cut. */
public final class Line implements AutoCloseable {
  private static final int BACKLOG = 8;
  private static final int BUFFER = 64 * 1024;

  private final ServerSocket near = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
  private final URI far;
  private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
  private final LongAdder up = new LongAdder();
  private final LongAdder down = new LongAdder();

  /** A line whose far end is {@code tcp://host:port}. */
  public Line(URI far) throws IOException {
    this.far = far;
    daemon(this::accept);
  }

  /** Its near end. */
  public URI uri() {
    return URI.create("tcp://127.0.0.1:" + near.getLocalPort());
  }

  /** Bytes of TCP payload so far, from near to far and back. */
  public long bytes() {
    return up.sum() + down.sum();
  }

  /** Bytes of TCP payload so far, from far to near. */
  public long bytesDown() {
    return down.sum();
  }

  /** Ends all connections in the middle of whatever they carry; new ones can be made. */
  public void cut() {
    for (Socket end : Set.copyOf(ends)) {
      close(end);
    }
  }

  private void accept() {
    while (!near.isClosed()) {
      try {
        connect(near.accept());
      } catch (IOException e) {
        // closed; or the far end is not there now, and the near one will try again
      }
    }
  }

  private void connect(Socket client) throws IOException {
    try {
      Socket broker = new Socket(far.getHost(), far.getPort());
      client.setTcpNoDelay(true);
      broker.setTcpNoDelay(true);
      ends.add(client);
      ends.add(broker);
      daemon(() -> pass(client, broker, up));
      daemon(() -> pass(broker, client, down));
    } catch (IOException e) {
      close(client);
      throw e;
    }
  }

  private void pass(Socket from, Socket to, LongAdder count) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        count.add(n);
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // cut
    }
    close(from);
    close(to);
  }

  private void close(Socket socket) {
    ends.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      // it is cut anyway
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "line");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    near.close();
    cut();
  }
}
