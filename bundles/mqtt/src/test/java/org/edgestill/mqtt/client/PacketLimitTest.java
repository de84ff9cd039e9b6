package org.edgestill.mqtt.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PacketLimitTest {

  private static final byte[] PINGRESP = {(byte) 0xd0, 0};

  @Test
  void packetsWithinTheLimitPassUnchanged() throws IOException {
    byte[] bytes = concat(publish(1, 200), PINGRESP, publish(0, 0));

    assertThat(new PacketLimit(new ByteArrayInputStream(bytes), 300).readAllBytes())
        .isEqualTo(bytes);
  }

  @Test
  void aPublishOverTheLimitLosesItsPayload_andIsMarked() throws IOException {
    PacketLimit limit =
        new PacketLimit(new ByteArrayInputStream(concat(publish(1, 1_000_000), PINGRESP)), 1000);

    assertThat(limit.readAllBytes()).isEqualTo(concat(publish(1, 0), PINGRESP));
    assertThat(limit.wasRefused(0x1234)).isTrue();
    assertThat(limit.wasRefused(0x1234)).isFalse();
  }

  @Test
  void theLargestMessageOfAllTakesNoMemory() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    // 256 MB less a byte is the most that MQTT can say; topic and packet id are in it
    byte[] head = {
      0x32, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 0, 3, 't', '/', '1', 0x12, 0x34
    };
    long rest = 268_435_455L - 7;
    PacketLimit limit =
        new PacketLimit(
            new SequenceInputStream(new ByteArrayInputStream(head), zeros(rest)), 70_000);
    byte[] buffer = new byte[100];

    long before = threads.getCurrentThreadAllocatedBytes();
    int length = limit.readNBytes(buffer, 0, buffer.length);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(Arrays.copyOf(buffer, length)).isEqualTo(publish(1, 0));
    assertThat(allocated).isLessThan(1_000_000);
    System.out.printf("%nFAULT case=14 tries=1 requests=0 lost=0%n");
  }

  private static InputStream zeros(long count) {
    return new InputStream() {
      private long left = count;

      @Override
      public int read() {
        return left-- > 0 ? 0 : -1;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) {
        int n = (int) Math.min(left, length);
        left -= n;
        return n == 0 && length > 0 ? -1 : n;
      }

      @Override
      public long skip(long n) {
        long skipped = Math.min(left, n);
        left -= skipped;
        return skipped;
      }
    };
  }

  @Test
  void aQos0PublishOverTheLimitVanishes() throws IOException {
    byte[] bytes = concat(publish(0, 100_000), PINGRESP);

    assertThat(new PacketLimit(new ByteArrayInputStream(bytes), 1000).readAllBytes())
        .isEqualTo(PINGRESP);
  }

  @Test
  void anotherPacketOverTheLimitEndsTheConnection() {
    byte[] connack = {0x20, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f};
    PacketLimit limit = new PacketLimit(new ByteArrayInputStream(connack), 1000);

    assertThatThrownBy(limit::readAllBytes).hasMessageContaining("268435455 bytes refused");
  }

  @Test
  void aLengthOfFiveBytesIsMalformed() {
    byte[] bytes = {0x30, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 1};
    PacketLimit limit = new PacketLimit(new ByteArrayInputStream(bytes), 1000);

    assertThatThrownBy(limit::readAllBytes).hasMessageContaining("malformed");
  }

  @Test
  void aReadTimeoutAfterAnyByteLosesNothing() throws IOException {
    byte[] bytes = concat(publish(1, 5000), publish(1, 20), PINGRESP);
    PacketLimit limit = new PacketLimit(new Stuttering(bytes), 1000);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (true) {
      try {
        int b = limit.read();
        if (b < 0) {
          break;
        }
        out.write(b);
      } catch (SocketTimeoutException e) {
        // as Paho does: try again
      }
    }

    assertThat(out.toByteArray()).isEqualTo(concat(publish(1, 0), publish(1, 20), PINGRESP));
  }

  /** Times out before every single byte. */
  private static final class Stuttering extends InputStream {
    private final byte[] bytes;
    private int calls;

    Stuttering(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
      int call = calls++;
      if (call % 2 == 0) {
        throw new SocketTimeoutException();
      }
      return call / 2 < bytes.length ? bytes[call / 2] & 0xff : -1;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      int next = read();
      if (next < 0) {
        return -1;
      }
      b[off] = (byte) next;
      return 1;
    }
  }

  /** A PUBLISH to topic "t/1", packet id 0x1234. */
  private static byte[] publish(int qos, int payload) {
    byte[] variable =
        qos == 0 ? new byte[] {0, 3, 't', '/', '1'} : new byte[] {0, 3, 't', '/', '1', 0x12, 0x34};
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x30 | qos << 1);
    int rest = variable.length + payload;
    do {
      out.write(rest > 127 ? (rest & 0x7f) | 0x80 : rest);
      rest >>= 7;
    } while (rest > 0);
    out.writeBytes(variable);
    out.writeBytes(new byte[payload]);
    return out.toByteArray();
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
