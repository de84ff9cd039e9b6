package org.edgestill.load;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.function.IntFunction;

/**
 * The far end of a {@link RemoteLoad}. It is told how many clients and users there are; then for
 * each load the rate (infinite for a closed loop) and the nanoseconds that it takes at most, and by
 * a byte that it is over. It answers what it saw, and a byte that has not come by then comes after.
 */
final class LoadServer {
  private final IntFunction<Call> calls;

  /**
   * A server.
   *
   * @param calls makes a client for so many users
   */
  LoadServer(IntFunction<Call> calls) {
    this.calls = calls;
  }

  /** Serves until the connection ends. */
  void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      int clients = in.readInt();
      int users = in.readInt();
      try (LoadGenerator load = new LoadGenerator(clients, () -> calls.apply(users))) {
        while (true) {
          double rate = in.readDouble();
          Duration most = Duration.ofNanos(in.readLong());
          load.open(rate, most, () -> has(in)).write(out);
          out.flush();
          in.readByte();
        }
      }
    } catch (IOException e) {
      // whoever asked for load is gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean has(DataInputStream in) {
    try {
      return in.available() > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
