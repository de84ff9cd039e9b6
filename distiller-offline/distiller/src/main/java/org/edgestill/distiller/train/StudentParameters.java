package org.edgestill.distiller.train;

import java.util.Arrays;
import org.edgestill.graph.Encoder;
import org.edgestill.graph.Linear;
import org.edgestill.graph.Norm;
import org.edgestill.graph.StudentKind;
import org.edgestill.graph.StudentShape;
import org.edgestill.graph.StudentWeights;

/** Takes the trained numbers of a network of one block over into the weights of a student graph. */
final class StudentParameters {

  private static final String BLOCK = "block0.";

  private StudentParameters() {}

  /** The sizes that a student's graph has. */
  static StudentShape graphShape(NetworkShape shape) {
    return new StudentShape(
        shape.items(),
        shape.length(),
        shape.width(),
        shape.heads(),
        shape.inner(),
        shape.behaviourCodes(),
        shape.gapCodes());
  }

  static StudentWeights weights(NetworkShape shape, StudentKind kind, Parameters trained) {
    int d = shape.width();
    float[] items = trained.get(SequenceNetwork.ITEM);
    Arrays.fill(items, 0, d, 0);
    float[] bias = trained.get("itemBias");
    bias[0] = 0;
    return new StudentWeights(
        graphShape(shape),
        items,
        bias,
        trained.get("behaviour"),
        kind.ordered() ? trained.get("gap") : new float[shape.gapCodes() * d],
        encoder(shape, kind, trained),
        norm(trained, BLOCK + "norm2"),
        linear(trained, BLOCK + "ffn1"),
        linear(trained, BLOCK + "ffn2"),
        norm(trained, "norm"),
        null);
  }

  private static Encoder encoder(NetworkShape shape, StudentKind kind, Parameters trained) {
    return switch (kind) {
      case TRANSFORMER -> attention(shape.width(), trained);
      case GRU ->
          new Encoder.Recurrence(
              linear(trained, BLOCK + "gruInput"), linear(trained, BLOCK + "gruHidden"));
      case MEAN ->
          new Encoder.WeightedMean(
              trained.get(BLOCK + "recency"),
              trained.get(BLOCK + "behaviourWeight"),
              trained.get(BLOCK + "gapWeight"));
      case BAG ->
          new Encoder.WeightedMean(
              null, trained.get(BLOCK + "behaviourWeight"), new float[shape.gapCodes()]);
    };
  }

  private static Encoder attention(int d, Parameters trained) {
    float[] qkv = trained.get(BLOCK + "qkv.weight");
    float[] qkvBias = trained.get(BLOCK + "qkv.bias");
    return new Encoder.Attention(
        trained.get("position"),
        norm(trained, BLOCK + "norm1"),
        part(qkv, qkvBias, 0, d),
        part(qkv, qkvBias, 1, d),
        part(qkv, qkvBias, 2, d),
        linear(trained, BLOCK + "out"));
  }

  /** Query, key and value are one matrix in training. */
  private static Linear part(float[] weight, float[] bias, int part, int d) {
    return new Linear(
        Arrays.copyOfRange(weight, part * d * d, (part + 1) * d * d),
        Arrays.copyOfRange(bias, part * d, (part + 1) * d));
  }

  private static Linear linear(Parameters trained, String name) {
    return new Linear(trained.get(name + ".weight"), trained.get(name + ".bias"));
  }

  private static Norm norm(Parameters trained, String name) {
    return new Norm(trained.get(name + ".gain"), trained.get(name + ".bias"));
  }
}
