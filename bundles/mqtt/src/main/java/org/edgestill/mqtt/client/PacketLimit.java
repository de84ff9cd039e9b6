package org.edgestill.mqtt.client;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps packets that are too large out of memory. Paho allocates whatever length a packet's header
 * claims, up to 256 MiB; this stream in front of it reads the header first and turns a PUBLISH over
 * the limit into one without payload, so that it can still be acknowledged and does not come again.
 * Other packets over the limit end the connection.
 *
 * <p>It also hands over each fixed header in one piece: Paho loses its place when the read timeout
 * of its socket falls between two bytes of the length.
 */
final class PacketLimit extends InputStream {

  private static final int PUBLISH = 3;
  private static final int LONGEST_FIXED_HEADER = 5;

  private final InputStream in;
  private final int maxPacketBytes;
  private final Set<Integer> refused = ConcurrentHashMap.newKeySet();

  /** Bytes collected so far of a header that is not complete. */
  private final byte[] head = new byte[LONGEST_FIXED_HEADER + MqttSettings.PACKET_OVERHEAD];

  private int headLength;
  private int headNeeded;
  private boolean tooLarge;
  private long bodyLength;

  /** Bytes of {@link #head} that wait to be read. */
  private int readyFrom;

  private int readyTo;
  private long pass;
  private long skip;
  private boolean emitAfterSkip;
  private final byte[] scratch = new byte[8192];

  PacketLimit(InputStream in, int maxPacketBytes) {
    this.in = new BufferedInputStream(in, 16 * 1024);
    this.maxPacketBytes = maxPacketBytes;
  }

  /** Whether the message with this packet id lost its payload here; forgets it. */
  boolean wasRefused(int packetId) {
    return refused.remove(packetId);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    if (len == 0) {
      return 0;
    }
    while (true) {
      if (readyFrom < readyTo) {
        int n = Math.min(len, readyTo - readyFrom);
        System.arraycopy(head, readyFrom, b, off, n);
        readyFrom += n;
        return n;
      }
      if (pass > 0) {
        int n = in.read(b, off, (int) Math.min(len, pass));
        pass -= Math.max(n, 0);
        return n;
      }
      if (!(skip > 0 ? skipSome() : collect())) {
        return -1;
      }
    }
  }

  private boolean skipSome() throws IOException {
    int n = in.read(scratch, 0, (int) Math.min(scratch.length, skip));
    skip -= Math.max(n, 0);
    if (skip == 0 && emitAfterSkip) {
      readyTo = headLength;
      startPacket();
    }
    return n >= 0;
  }

  /** Takes one more byte of a header. */
  private boolean collect() throws IOException {
    int next = in.read();
    if (next < 0) {
      return false;
    }
    if (headLength == 0) {
      readyFrom = 0;
      readyTo = 0;
    }
    head[headLength++] = (byte) next;
    if (tooLarge) {
      collectTopic();
    } else if (headLength > 1 && next < 0x80) {
      fixedHeaderComplete();
    } else if (headLength == LONGEST_FIXED_HEADER) {
      throw new IOException("malformed MQTT packet length");
    }
    return true;
  }

  private void fixedHeaderComplete() throws IOException {
    bodyLength = 0;
    for (int i = headLength - 1; i > 0; i--) {
      bodyLength = bodyLength << 7 | (head[i] & 0x7f);
    }
    if (bodyLength <= maxPacketBytes) {
      readyTo = headLength;
      pass = bodyLength;
      startPacket();
    } else if ((head[0] & 0xf0) >> 4 == PUBLISH) {
      tooLarge = true;
      headLength = 1;
      headNeeded = 3;
    } else {
      throw new IOException("MQTT packet of " + bodyLength + " bytes refused");
    }
  }

  /** Keeps topic and packet id of a PUBLISH over the limit; its payload is skipped. */
  private void collectTopic() {
    if (headLength < headNeeded) {
      return;
    }
    int qos = (head[0] & 0x06) >> 1;
    int topicLength = (head[1] & 0xff) << 8 | (head[2] & 0xff);
    headNeeded = 3 + topicLength + (qos > 0 ? 2 : 0);
    if (headLength < headNeeded) {
      return;
    }
    int variable = headLength - 1;
    skip = bodyLength - variable;
    if (qos == 0) {
      // nobody waits for an acknowledgement
      emitAfterSkip = false;
      startPacket();
      return;
    }
    refused.add((head[headLength - 2] & 0xff) << 8 | (head[headLength - 1] & 0xff));
    byte[] length = encodeLength(variable);
    System.arraycopy(head, 1, head, 1 + length.length, variable);
    System.arraycopy(length, 0, head, 1, length.length);
    headLength += length.length;
    emitAfterSkip = true;
    tooLarge = false;
  }

  private void startPacket() {
    headLength = 0;
    tooLarge = false;
    emitAfterSkip = false;
  }

  private static byte[] encodeLength(int length) {
    byte[] bytes = new byte[4];
    int n = 0;
    int rest = length;
    do {
      int digit = rest & 0x7f;
      rest >>= 7;
      bytes[n++] = (byte) (rest > 0 ? digit | 0x80 : digit);
    } while (rest > 0);
    return Arrays.copyOf(bytes, n);
  }

  @Override
  public int available() throws IOException {
    return readyTo - readyFrom;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
