package org.edgestill.graph;

/**
 * Values in one byte each: {@code (value - 128) * scale of its block}, symmetric, so that zero
 * stays zero.
 *
 * @param values shape as the input
 * @param scales one a block of consecutive values
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of weights; never compared
record BlockQuantized(byte[] values, float[] scales) {

  /** What the 8-bit kernels of ONNX Runtime take when no zero points are given. */
  static final int ZERO_POINT = 128;

  private static final int LARGEST = 127;

  static BlockQuantized of(float[] input, int blockSize) {
    byte[] values = new byte[input.length];
    float[] scales = new float[input.length / blockSize];
    for (int block = 0; block < scales.length; block++) {
      int from = block * blockSize;
      float scale = largestMagnitude(input, from, from + blockSize) / LARGEST;
      scales[block] = scale;
      for (int i = from; i < from + blockSize; i++) {
        int code = scale == 0 ? 0 : Math.round(input[i] / scale);
        values[i] = (byte) (ZERO_POINT + Math.max(-LARGEST, Math.min(LARGEST, code)));
      }
    }
    return new BlockQuantized(values, scales);
  }

  private static float largestMagnitude(float[] values, int from, int to) {
    float largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    return largest;
  }
}
