package org.edgestill.graph;

/** Half precision (IEEE 754 binary16): 11 bits, of magnitudes up to 65,504. */
final class Half {

  private static final int FLOAT_BIAS = 127;
  private static final int HALF_BIAS = 15;
  private static final int LARGEST_EXPONENT = 15;
  private static final int SMALLEST_EXPONENT = -14;

  /** How many bits of a significand are dropped. */
  private static final int DROPPED = 13;

  private Half() {}

  /** The nearest number in half precision, ties to even; what is too large becomes infinite. */
  static short of(float value) {
    int bits = Float.floatToIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int exponent = ((bits >>> 23) & 0xff) - FLOAT_BIAS;
    int significand = bits & 0x7fffff;
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    if (exponent > LARGEST_EXPONENT) {
      return (short) (sign | 0x7c00);
    }
    if (exponent < SMALLEST_EXPONENT) {
      // subnormal: multiples of 2^-24
      return (short) (sign | (int) Math.rint(Math.abs(value) * 0x1p24));
    }
    int whole = ((exponent + HALF_BIAS) << 23) | significand;
    int half = whole >>> DROPPED;
    int rest = whole & ((1 << DROPPED) - 1);
    int tie = 1 << (DROPPED - 1);
    // a carry runs into the exponent, which is right
    boolean up = rest > tie || (rest == tie && (half & 1) == 1);
    return (short) (sign | (up ? half + 1 : half));
  }
}
