package org.edgestill.graph;

import org.jspecify.annotations.Nullable;

/**
 * How a student turns a history into one vector y [d]. The feed-forward part that follows is the
 * same for all kinds: see {@link StudentWeights}.
 *
 * <p>All arrays are row-major and finite. Positions are t = 0..L-1, padding first, the newest event
 * at L-1; e_t is the sum of the vectors of item, behaviour and gap. Padding never counts.
 */
public sealed interface Encoder {

  /** The kind of student that has such an encoder. */
  StudentKind kind();

  /**
   * Checks every length and that the values are finite.
   *
   * @throws IllegalArgumentException if an array does not fit the shape or holds NaN or infinity
   */
  void require(StudentShape shape);

  /**
   * Attention of the newest position (Vaswani et al., 2017; pre-norm after Xiong et al., 2020):
   *
   * <pre>
   * x_t = e_t + positions[t];  h_t = norm(x_t)
   * y   = x_last + output(attention(query(h_last), key(h), value(h))), scale 1/sqrt(d/heads)
   * </pre>
   *
   * @param positions shape [L, d]
   * @param norm before attention
   * @param query [d, d]
   * @param key [d, d]
   * @param value [d, d]
   * @param output [d, d]; heads are concatenated at its input, the first head first
   */
  @SuppressWarnings("ArrayRecordComponent") // a carrier of weights; never compared
  record Attention(
      float[] positions, Norm norm, Linear query, Linear key, Linear value, Linear output)
      implements Encoder {

    @Override
    public StudentKind kind() {
      return StudentKind.TRANSFORMER;
    }

    @Override
    public void require(StudentShape shape) {
      int d = shape.width();
      StudentWeights.requireValues("positions", positions, (long) shape.length() * d);
      norm.require("norm1", d);
      query.require("query", d, d);
      key.require("key", d, d);
      value.require("value", d, d);
      output.require("output", d, d);
    }
  }

  /**
   * Gated recurrent units (Cho et al., EMNLP 2014; over sessions: GRU4Rec, Hidasi et al., ICLR
   * 2016), from a state of zeros; the reset gate acts on the hidden product, as in PyTorch:
   *
   * <pre>
   * r = sigmoid(input_r e_t + hidden_r y);  z = sigmoid(input_z e_t + hidden_z y)
   * n = tanh(input_n e_t + r (hidden_n y)); y = (1 - z) n + z y
   * </pre>
   *
   * @param input [3 d, d], the gates r, z, n one below the other
   * @param hidden [3 d, d], the same
   */
  record Recurrence(Linear input, Linear hidden) implements Encoder {

    @Override
    public StudentKind kind() {
      return StudentKind.GRU;
    }

    @Override
    public void require(StudentShape shape) {
      int d = shape.width();
      input.require("input", 3 * d, d);
      hidden.require("hidden", 3 * d, d);
    }
  }

  /**
   * A weighted mean: y = sum of a_t e_t, with
   *
   * <pre>
   * a = softmax over t of recency[t] + behaviourWeight[behaviour_t] + gapWeight[gap_t]
   * </pre>
   *
   * @param recency shape [L]; {@code null} if order makes no difference, then the gaps are to have
   *     vectors and weights of zero
   * @param behaviourWeight shape [behaviourCodes]
   * @param gapWeight shape [gapCodes]
   */
  @SuppressWarnings("ArrayRecordComponent") // a carrier of weights; never compared
  record WeightedMean(float @Nullable [] recency, float[] behaviourWeight, float[] gapWeight)
      implements Encoder {

    @Override
    public StudentKind kind() {
      return recency == null ? StudentKind.BAG : StudentKind.MEAN;
    }

    @Override
    public void require(StudentShape shape) {
      if (recency != null) {
        StudentWeights.requireValues("recency", recency, shape.length());
      }
      StudentWeights.requireValues("behaviourWeight", behaviourWeight, shape.behaviourCodes());
      StudentWeights.requireValues("gapWeight", gapWeight, shape.gapCodes());
    }
  }
}
