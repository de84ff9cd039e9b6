package org.edgestill.graph;

import static org.edgestill.graph.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/** Layers that several parts of a student are made of. */
record Layers(GraphBuilder graph, StudentShape shape) {

  /**
   * Added to the weight of padding before a softmax. Finite, so that a history of nothing but
   * padding gives even weights, not NaN.
   */
  private static final float MASKED = -1e9f;

  /** The inputs that tell of a history, all int64 [B, L], by name. */
  record History(String items, String behaviours, String gaps) {}

  String norm(String name, Norm norm, String x) {
    String scale = graph.weights(name + ".scale", norm.scale(), shape.width());
    String bias = graph.weights(name + ".bias", norm.bias(), shape.width());
    return graph.node(
        "LayerNormalization",
        List.of(x, scale, bias),
        attribute("axis", -1),
        attribute("epsilon", StudentWeights.NORM_EPSILON));
  }

  String linear(String name, Linear linear, String x) {
    int out = linear.bias().length;
    String weight =
        graph.weights(name + ".weight", linear.weight(), out, linear.weight().length / out);
    String bias = graph.weights(name + ".bias", linear.bias(), out);
    return graph.node("Gemm", List.of(x, weight, bias), attribute("transB", 1));
  }

  /** Float [B, L, 1]: 1 for padding, 0 for an event. */
  String padding(String items) {
    String padding = graph.longs("padding", new long[] {0}, 1);
    String last = graph.longs("padding.axis", new long[] {-1}, 1);
    String isPadding = graph.node("Equal", List.of(items, padding));
    String flag =
        graph.node("Cast", List.of(isPadding), attribute("to", DataType.FLOAT.getNumber()));
    return graph.node("Unsqueeze", List.of(flag, last));
  }

  /** Float [B, L] or [B, 1, L]: what is added before a softmax over positions. */
  String mask(String items, boolean forHeads) {
    String padding = graph.longs("padding", new long[] {0}, 1);
    String masked = graph.floats("mask.padding", new float[] {MASKED}, 1);
    String kept = graph.floats("mask.event", new float[] {0}, 1);
    String which = items;
    if (forHeads) {
      which = graph.node("Unsqueeze", List.of(items, graph.longs("mask.axis", new long[] {1}, 1)));
    }
    return graph.node("Where", List.of(graph.node("Equal", List.of(which, padding)), masked, kept));
  }

  /** The newest position of a float [B, L, d]: float [B, d]. */
  String newest(String x) {
    String newest = graph.longs("newest." + x, new long[] {shape.length() - 1});
    return graph.node("Gather", List.of(x, newest), attribute("axis", 1));
  }
}
