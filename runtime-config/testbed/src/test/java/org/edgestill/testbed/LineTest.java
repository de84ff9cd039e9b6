package org.edgestill.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LineTest {
  private static final int QUESTION = 1_000;
  private static final int ANSWER = 200_000;

  private ServerSocket far;
  private Line line;

  @BeforeEach
  void lay() throws IOException {
    far = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    line = new Line(URI.create("tcp://127.0.0.1:" + far.getLocalPort()));
  }

  @AfterEach
  void remove() throws IOException {
    line.close();
    far.close();
  }

  @Test
  void everyByteArrivesAndIsCounted() throws Exception {
    try (Socket near = connect();
        Socket end = far.accept()) {
      near.getOutputStream().write(new byte[QUESTION]);
      assertThat(end.getInputStream().readNBytes(QUESTION)).hasSize(QUESTION);
      end.getOutputStream().write(new byte[ANSWER]);
      assertThat(near.getInputStream().readNBytes(ANSWER)).hasSize(ANSWER);
    }

    assertThat(line.bytesDown()).isEqualTo(ANSWER);
    assertThat(line.bytes()).isEqualTo(QUESTION + ANSWER);
  }

  @Test
  void bothEndsOfACutLineNotice() throws Exception {
    try (Socket near = connect();
        Socket end = far.accept()) {
      near.getOutputStream().write(1);
      assertThat(end.getInputStream().read()).isEqualTo(1);

      line.cut();

      assertThat(near.getInputStream().read()).isNegative();
      assertThat(end.getInputStream().read()).isNegative();
    }
  }

  @Test
  void afterACutOneCanConnectAgain() throws Exception {
    try (Socket first = connect();
        Socket firstEnd = far.accept()) {
      first.getOutputStream().write(1);
      assertThat(firstEnd.getInputStream().read()).isEqualTo(1);
      line.cut();
    }

    try (Socket again = connect();
        Socket end = far.accept()) {
      again.getOutputStream().write(2);
      assertThat(end.getInputStream().read()).isEqualTo(2);
    }
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), line.uri().getPort());
  }
}
