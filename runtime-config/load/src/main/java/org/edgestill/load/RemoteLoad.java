package org.edgestill.load;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Load that another process of this machine puts on what is inside it. */
public final class RemoteLoad implements Load {
  private static final long POLL_MILLIS = 5;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  private RemoteLoad(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  /**
   * Waits for the process.
   *
   * @param server where it calls
   * @param clients how many ask at a time at most
   * @param users for whom they ask, {@link Users#name} from 0
   */
  public static RemoteLoad accept(ServerSocket server, int clients, int users) throws IOException {
    RemoteLoad load = new RemoteLoad(server.accept());
    load.out.writeInt(clients);
    load.out.writeInt(users);
    return load;
  }

  @Override
  public Recorded open(double rate, Duration most, BooleanSupplier over)
      throws IOException, InterruptedException {
    out.writeDouble(rate);
    out.writeLong(most.toNanos());
    while (in.available() == 0 && !over.getAsBoolean()) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    out.writeByte(0);
    return Recorded.read(in);
  }

  @Override
  public Recorded closed(Duration duration) throws IOException, InterruptedException {
    return open(Double.POSITIVE_INFINITY, duration, () -> false);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
