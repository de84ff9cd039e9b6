package org.edgestill.api.features;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * The inputs of a model for one request, off the Java heap so that the runtime reads them in place:
 * three rows of L int64 values in native byte order. Written and read with absolute indices; reused
 * between requests; not thread-safe.
 *
 * @param items item numbers, 0 = padding, shape [L]
 * @param behaviours behaviour codes, 0 = padding, shape [L]
 * @param gaps time-gap codes, 0 = padding, shape [L]
 */
public record FeatureBuffers(LongBuffer items, LongBuffer behaviours, LongBuffer gaps) {

  /** Allocates buffers for histories of a length. */
  public static FeatureBuffers allocate(int sequenceLength) {
    return new FeatureBuffers(row(sequenceLength), row(sequenceLength), row(sequenceLength));
  }

  private static LongBuffer row(int length) {
    return ByteBuffer.allocateDirect(length * Long.BYTES)
        .order(ByteOrder.nativeOrder())
        .asLongBuffer();
  }
}
