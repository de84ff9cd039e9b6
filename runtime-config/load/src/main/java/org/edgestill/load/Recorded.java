package org.edgestill.load;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a load saw.
 *
 * @param latencies of all requests, failed ones included, in nanoseconds
 * @param failures how many requests failed
 * @param failure why the first of them did; null if none did
 * @param seconds from the first to the last request
 */
public record Recorded(
    Histogram latencies, long failures, @Nullable String failure, double seconds) {
  private static final double NANOS_PER_MICRO = 1_000;

  void write(DataOutput out) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(latencies.getNeededByteBufferCapacity());
    int length = latencies.encodeIntoCompressedByteBuffer(buffer);
    out.writeInt(length);
    out.write(buffer.array(), 0, length);
    out.writeLong(failures);
    out.writeUTF(failure == null ? "" : failure);
    out.writeDouble(seconds);
  }

  static Recorded read(DataInput in) throws IOException {
    byte[] histogram = new byte[in.readInt()];
    in.readFully(histogram);
    long failures = in.readLong();
    String failure = in.readUTF();
    try {
      return new Recorded(
          Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(histogram), 0),
          failures,
          failure.isEmpty() ? null : failure,
          in.readDouble());
    } catch (DataFormatException e) {
      throw new IOException("not a histogram", e);
    }
  }

  /** Requests, failed ones included. */
  public long requests() {
    return latencies.getTotalCount();
  }

  /** Requests a second. */
  public double rate() {
    return requests() / seconds;
  }

  /**
   * A percentile of the latencies, in microseconds.
   *
   * @param percent 0 to 100
   */
  public double micros(double percent) {
    return latencies.getValueAtPercentile(percent) / NANOS_PER_MICRO;
  }
}
