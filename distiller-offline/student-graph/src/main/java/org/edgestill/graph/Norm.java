package org.edgestill.graph;

/**
 * A layer normalisation over the width, with epsilon {@link StudentWeights#NORM_EPSILON} (Ba et
 * al., 2016, section 3).
 *
 * @param scale shape [width]
 * @param bias shape [width]
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of weights; never compared
public record Norm(float[] scale, float[] bias) {

  void require(String name, int width) {
    StudentWeights.requireValues(name + ".scale", scale, width);
    StudentWeights.requireValues(name + ".bias", bias, width);
  }
}
