package org.edgestill.distiller.train;

import java.util.Arrays;
import org.edgestill.graph.Linear;
import org.edgestill.graph.Norm;
import org.edgestill.graph.StudentShape;
import org.edgestill.graph.StudentWeights;

/** Takes the trained numbers of a one-block network over into the weights of a student graph. */
final class StudentParameters {

  private static final String BLOCK = "block0.";

  private StudentParameters() {}

  static StudentWeights weights(NetworkShape shape, Parameters trained) {
    int d = shape.width();
    float[] items = trained.get("item");
    Arrays.fill(items, 0, d, 0);
    float[] bias = trained.get("itemBias");
    bias[0] = 0;
    float[] qkv = trained.get(BLOCK + "qkv.weight");
    float[] qkvBias = trained.get(BLOCK + "qkv.bias");
    return new StudentWeights(
        new StudentShape(
            shape.items(),
            shape.length(),
            d,
            shape.heads(),
            shape.inner(),
            shape.behaviourCodes(),
            shape.gapCodes()),
        items,
        bias,
        trained.get("position"),
        trained.get("behaviour"),
        trained.get("gap"),
        norm(trained, BLOCK + "norm1"),
        part(qkv, qkvBias, 0, d),
        part(qkv, qkvBias, 1, d),
        part(qkv, qkvBias, 2, d),
        linear(trained, BLOCK + "out"),
        norm(trained, BLOCK + "norm2"),
        linear(trained, BLOCK + "ffn1"),
        linear(trained, BLOCK + "ffn2"),
        norm(trained, "norm"),
        null);
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
