package org.edgestill.graph;

/**
 * Values in one byte or half a byte each: {@code (code - zero point) * scale of its block},
 * symmetric, so that zero stays zero.
 *
 * @param bits of a value, 8 or 4
 * @param values one code a byte; of two codes of 4 bits in a byte the first is the lower half
 * @param scales one a block of consecutive values
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of weights; never compared
record BlockQuantized(int bits, byte[] values, float[] scales) {

  static final int EIGHT_BITS = 8;
  static final int FOUR_BITS = 4;

  /** What the kernels of ONNX Runtime take when no zero points are given. */
  static int zeroPoint(int bits) {
    return 1 << (bits - 1);
  }

  /** The largest magnitude of a code: one less than the range has, to be symmetric. */
  static int largest(int bits) {
    return zeroPoint(bits) - 1;
  }

  static BlockQuantized of(float[] input, int blockSize, int bits) {
    int largest = largest(bits);
    byte[] codes = new byte[input.length];
    float[] scales = new float[input.length / blockSize];
    for (int block = 0; block < scales.length; block++) {
      int from = block * blockSize;
      float scale = largestMagnitude(input, from, from + blockSize) / largest;
      scales[block] = scale;
      for (int i = from; i < from + blockSize; i++) {
        int code = scale == 0 ? 0 : Math.round(input[i] / scale);
        codes[i] = (byte) (zeroPoint(bits) + Math.max(-largest, Math.min(largest, code)));
      }
    }
    return new BlockQuantized(bits, bits == FOUR_BITS ? packed(codes) : codes, scales);
  }

  private static byte[] packed(byte[] codes) {
    byte[] pairs = new byte[codes.length / 2];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = (byte) (codes[2 * i] | codes[2 * i + 1] << FOUR_BITS);
    }
    return pairs;
  }

  private static float largestMagnitude(float[] values, int from, int to) {
    float largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    return largest;
  }
}
