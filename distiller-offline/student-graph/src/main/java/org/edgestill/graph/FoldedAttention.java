package org.edgestill.graph;

/**
 * Single-query attention with its four maps folded into two.
 *
 * <p>With one query q = Wq h_last + bq, the score of position t in a head is q · (Wk h_t + bk) =
 * (Wkᵀ q) · h_t + a term without t, which softmax ignores. The weights sum to 1, so the head's
 * answer is Wv (Σ a_t h_t) + bv. Keys and values are therefore never computed for the L positions:
 * the work falls from 2 L d² to 2 heads d², and bk disappears.
 *
 * @param ask h_last to what each head looks for in h, scaled; weight [heads * d, d]
 * @param tell the heads' mixtures of h to the output; weight [d, heads * d]
 */
record FoldedAttention(Linear ask, Linear tell) {

  static FoldedAttention of(StudentShape shape, Encoder.Attention weights) {
    return new FoldedAttention(ask(shape, weights), tell(shape, weights));
  }

  private static Linear ask(StudentShape shape, Encoder.Attention weights) {
    int d = shape.width();
    int headWidth = shape.headWidth();
    double scale = 1 / Math.sqrt(headWidth);
    float[] query = weights.query().weight();
    float[] key = weights.key().weight();
    float[] folded = new float[shape.heads() * d * d];
    float[] bias = new float[shape.heads() * d];
    for (int row = 0; row < bias.length; row++) {
      int firstUnit = row / d * headWidth;
      int in = row % d;
      double b = 0;
      for (int unit = firstUnit; unit < firstUnit + headWidth; unit++) {
        b += (double) key[unit * d + in] * weights.query().bias()[unit];
      }
      bias[row] = (float) (scale * b);
      for (int column = 0; column < d; column++) {
        double sum = 0;
        for (int unit = firstUnit; unit < firstUnit + headWidth; unit++) {
          sum += (double) key[unit * d + in] * query[unit * d + column];
        }
        folded[row * d + column] = (float) (scale * sum);
      }
    }
    return new Linear(folded, bias);
  }

  private static Linear tell(StudentShape shape, Encoder.Attention weights) {
    int d = shape.width();
    int heads = shape.heads();
    int headWidth = shape.headWidth();
    float[] output = weights.output().weight();
    float[] value = weights.value().weight();
    float[] folded = new float[d * heads * d];
    float[] bias = new float[d];
    for (int row = 0; row < d; row++) {
      double b = weights.output().bias()[row];
      for (int unit = 0; unit < d; unit++) {
        b += (double) output[row * d + unit] * weights.value().bias()[unit];
      }
      bias[row] = (float) b;
      for (int column = 0; column < heads * d; column++) {
        int firstUnit = column / d * headWidth;
        double sum = 0;
        for (int unit = firstUnit; unit < firstUnit + headWidth; unit++) {
          sum += (double) output[row * d + unit] * value[unit * d + column % d];
        }
        folded[row * heads * d + column] = (float) sum;
      }
    }
    return new Linear(folded, bias);
  }
}
