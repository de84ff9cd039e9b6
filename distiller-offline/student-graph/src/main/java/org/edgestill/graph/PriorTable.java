package org.edgestill.graph;

import static org.edgestill.graph.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/** Adds the transition prior to the scores inside a graph. */
final class PriorTable {

  private static final int LARGEST_CODE = 255;
  private static final int UINT16_VALUES = 1 << 16;

  private final GraphBuilder graph;
  private final StudentShape shape;
  private final TransitionPrior prior;
  private final boolean eightBit;

  PriorTable(GraphBuilder graph, StudentShape shape, TransitionPrior prior, boolean eightBit) {
    this.graph = graph;
    this.shape = shape;
    this.prior = prior;
    this.eightBit = eightBit;
  }

  /**
   * Adds the prior's nodes.
   *
   * @param items name of the int64 [B, L] input
   * @param scores name of a float [B, V + 1]
   * @return name of a float [B, V + 1]
   */
  String addTo(String items, String scores) {
    int rows = shape.rows();
    String flat =
        graph.longs("prior.flat", new long[] {-1, (long) prior.window() * prior.successors()}, 2);
    String recent =
        graph.node(
            "Slice",
            List.of(
                items,
                graph.longs("prior.from", new long[] {shape.length() - prior.window()}, 1),
                graph.longs("prior.to", new long[] {shape.length()}, 1),
                graph.longs("prior.axis", new long[] {1}, 1)));
    String successors =
        graph.node("Gather", List.of(successorTable(rows, prior.successors()), recent));
    String wide =
        graph.node("Cast", List.of(successors), attribute("to", DataType.INT64.getNumber()));
    String values = graph.node("Mul", List.of(valuesOf(recent), stepWeights()));
    return graph.node(
        "ScatterElements",
        List.of(
            scores,
            graph.node("Reshape", List.of(wide, flat)),
            graph.node("Reshape", List.of(values, flat))),
        attribute("axis", 1),
        attribute("reduction", "add"));
  }

  private String successorTable(int rows, int successors) {
    return rows <= UINT16_VALUES
        ? graph.unsignedShorts("prior.successor", prior.successor(), rows, successors)
        : graph.ints("prior.successor", prior.successor(), rows, successors);
  }

  private String valuesOf(String recent) {
    if (!eightBit) {
      String table = graph.floats("prior.value", prior.value(), shape.rows(), prior.successors());
      return graph.node("Gather", List.of(table, recent));
    }
    float scale = scale();
    byte[] codes = new byte[prior.value().length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) Math.round(scale == 0 ? 0 : prior.value()[i] / scale);
    }
    String table = graph.unsignedBytes("prior.value", codes, shape.rows(), prior.successors());
    return graph.node(
        "Cast",
        List.of(graph.node("Gather", List.of(table, recent))),
        attribute("to", DataType.FLOAT.getNumber()));
  }

  /** weight * decay^r of each position of the window, times the scale of the 8-bit values. */
  private String stepWeights() {
    float[] weights = new float[prior.window()];
    for (int i = 0; i < weights.length; i++) {
      int stepsBack = weights.length - 1 - i;
      weights[i] =
          (float) (prior.weight() * Math.pow(prior.decay(), stepsBack) * (eightBit ? scale() : 1));
    }
    return graph.floats("prior.steps", weights, weights.length, 1);
  }

  private float scale() {
    float largest = 0;
    for (float value : prior.value()) {
      largest = Math.max(largest, value);
    }
    return largest / LARGEST_CODE;
  }
}
