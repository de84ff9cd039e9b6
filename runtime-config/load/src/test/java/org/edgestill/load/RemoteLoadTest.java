package org.edgestill.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteLoadTest {
  private static final double RATE = 200;

  private final AtomicLong requests = new AtomicLong();
  private final AtomicInteger clients = new AtomicInteger();
  private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final Thread far = new Thread(this::serve);

  RemoteLoadTest() throws IOException {}

  /** The far end: every fourth request fails. */
  private void serve() {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
      new LoadServer(users -> client(users)).serve(socket);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Call client(int users) {
    assertThat(users).isEqualTo(500);
    clients.incrementAndGet();
    return number -> {
      requests.incrementAndGet();
      if (number % 4 == 0) {
        throw new IOException("request " + number);
      }
    };
  }

  @BeforeEach
  void start() {
    far.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    far.join();
  }

  @Test
  void whatTheOtherProcessSeesIsSeenHere() throws Exception {
    try (RemoteLoad load = RemoteLoad.accept(server, 3, 500)) {
      Recorded seen = load.open(RATE, Duration.ofMillis(200), () -> false);

      assertThat(seen.requests()).isEqualTo(40).isEqualTo(requests.get());
      assertThat(seen.failures()).isEqualTo(10);
      assertThat(seen.failure()).contains("request 0");
      assertThat(seen.micros(100)).isPositive();
      assertThat(clients).hasValue(3);
    }
  }

  @Test
  void itEndsThereWhenSomethingIsOverHereAndCanBeginAgain() throws Exception {
    try (RemoteLoad load = RemoteLoad.accept(server, 1, 500)) {
      Recorded cut = load.open(RATE, Duration.ofMinutes(1), () -> requests.get() >= 10);
      Recorded whole = load.closed(Duration.ofMillis(50));

      assertThat(cut.seconds()).isLessThan(60);
      assertThat(cut.requests() + whole.requests()).isEqualTo(requests.get());
      assertThat(whole.requests()).isGreaterThan(100);
    }
  }
}
