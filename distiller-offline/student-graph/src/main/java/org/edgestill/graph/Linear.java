package org.edgestill.graph;

/**
 * An affine map y = W x + b.
 *
 * @param weight W, row-major, shape [out, in]
 * @param bias b, shape [out]
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of weights; never compared
public record Linear(float[] weight, float[] bias) {

  void require(String name, int out, int in) {
    StudentWeights.requireValues(name + ".weight", weight, (long) out * in);
    StudentWeights.requireValues(name + ".bias", bias, out);
  }
}
