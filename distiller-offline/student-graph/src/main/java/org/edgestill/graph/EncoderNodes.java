package org.edgestill.graph;

import static org.edgestill.graph.GraphBuilder.attribute;

import java.util.List;

/** Adds the encoder of a student to a graph: from vectors of events to one vector. */
final class EncoderNodes {

  /**
   * Added to the update gate of a recurrence where there is padding: the gate is 1 then, and the
   * state stays as it is. From 20 on a sigmoid in single precision is 1.
   */
  private static final float KEEP = 64;

  private final Layers layers;
  private final GraphBuilder graph;
  private final StudentShape shape;

  EncoderNodes(Layers layers) {
    this.layers = layers;
    this.graph = layers.graph();
    this.shape = layers.shape();
  }

  /**
   * Adds the nodes.
   *
   * @param events name of e, float [B, L, d]
   * @return name of y, float [B, d]
   */
  String addTo(Encoder encoder, String events, Layers.History history) {
    if (encoder instanceof Encoder.Attention attention) {
      return attention(attention, events, history);
    }
    if (encoder instanceof Encoder.Recurrence recurrence) {
      return recurrence(recurrence, events, history);
    }
    return mean((Encoder.WeightedMean) encoder, events, history);
  }

  private String attention(Encoder.Attention attention, String events, Layers.History history) {
    FoldedAttention folded = FoldedAttention.of(shape, attention);
    int heads = shape.heads();
    int d = shape.width();
    String perHead = graph.longs("attention.heads", new long[] {-1, heads, d}, 3);
    String joined = graph.longs("attention.joined", new long[] {-1, (long) heads * d}, 2);
    String positions = graph.weights("positions.table", attention.positions(), shape.length(), d);

    String x = graph.node("Add", List.of(events, positions));
    String h = layers.norm("norm1", attention.norm(), x);
    String ask = layers.linear("attention.ask", folded.ask(), layers.newest(h));
    String asks = graph.node("Reshape", List.of(ask, perHead));
    String columns = graph.node("Transpose", List.of(h), attribute("perm", new long[] {0, 2, 1}));
    String match = graph.node("MatMul", List.of(asks, columns));
    String masked = graph.node("Add", List.of(match, layers.mask(history.items(), true)));
    String attend = graph.node("Softmax", List.of(masked), attribute("axis", -1));
    String mixtures = graph.node("MatMul", List.of(attend, h));
    String told =
        layers.linear(
            "attention.tell", folded.tell(), graph.node("Reshape", List.of(mixtures, joined)));
    return graph.node("Add", List.of(layers.newest(x), told));
  }

  /** The operator GRU; one more input tells it of padding. */
  private String recurrence(Encoder.Recurrence recurrence, String events, Layers.History history) {
    int d = shape.width();
    String input = graph.weights("gru.input", withPadding(recurrence.input()), 1, 3L * d, d + 1L);
    String hidden =
        graph.weights("gru.hidden", updateFirst(recurrence.hidden().weight()), 1, 3L * d, d);
    float[] biases = new float[6 * d];
    System.arraycopy(updateFirst(recurrence.input().bias()), 0, biases, 0, 3 * d);
    System.arraycopy(updateFirst(recurrence.hidden().bias()), 0, biases, 3 * d, 3 * d);
    String bias = graph.weights("gru.bias", biases, 1, 6L * d);
    String flagged =
        graph.node(
            "Concat", List.of(events, layers.padding(history.items())), attribute("axis", -1));
    String inTime =
        graph.node("Transpose", List.of(flagged), attribute("perm", new long[] {1, 0, 2}));
    graph.node(
        "GRU",
        List.of(inTime, input, hidden, bias),
        List.of("", "gru.last"),
        attribute("hidden_size", d),
        attribute("linear_before_reset", 1));
    return graph.node(
        "Reshape", List.of("gru.last", graph.longs("gru.flat", new long[] {-1, d}, 2)));
  }

  /** Gates r, z, n as ONNX has them: z, r, n. */
  private static float[] updateFirst(float[] gates) {
    int gate = gates.length / 3;
    float[] moved = gates.clone();
    System.arraycopy(gates, gate, moved, 0, gate);
    System.arraycopy(gates, 0, moved, gate, gate);
    return moved;
  }

  private float[] withPadding(Linear input) {
    int d = shape.width();
    float[] gates = updateFirst(input.weight());
    float[] wider = new float[3 * d * (d + 1)];
    for (int row = 0; row < 3 * d; row++) {
      System.arraycopy(gates, row * d, wider, row * (d + 1), d);
      wider[row * (d + 1) + d] = row < d ? KEEP : 0;
    }
    return wider;
  }

  private String mean(Encoder.WeightedMean mean, String events, Layers.History history) {
    String behaviours =
        graph.weights("mean.behaviours", mean.behaviourWeight(), shape.behaviourCodes());
    String logits = graph.node("Gather", List.of(behaviours, history.behaviours()));
    if (mean.recency() != null) {
      String gaps = graph.weights("mean.gaps", mean.gapWeight(), shape.gapCodes());
      String recency = graph.weights("mean.recency", mean.recency(), shape.length());
      logits =
          graph.node("Add", List.of(logits, graph.node("Gather", List.of(gaps, history.gaps()))));
      logits = graph.node("Add", List.of(logits, recency));
    }
    String masked = graph.node("Add", List.of(logits, layers.mask(history.items(), false)));
    String weights = graph.node("Softmax", List.of(masked), attribute("axis", -1));
    String one = graph.longs("mean.axis", new long[] {1}, 1);
    String sum =
        graph.node("MatMul", List.of(graph.node("Unsqueeze", List.of(weights, one)), events));
    return graph.node("Squeeze", List.of(sum, one));
  }
}
