package org.edgestill.graph;

import static org.edgestill.graph.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/** The item table inside a graph: one copy, for looking items up and for scoring all of them. */
sealed interface ItemTable {

  /**
   * Looks items up.
   *
   * @param items name of an int64 [B, L]
   * @return name of a float [B, L, d]
   */
  String lookUp(GraphBuilder graph, String items);

  /**
   * Scores all items.
   *
   * @param user name of a float [B, d]
   * @param bias name of a float [V + 1]
   * @return name of a float [B, V + 1]
   */
  String score(GraphBuilder graph, String user, String bias);

  /** The table as it is. */
  record Fp32(String table) implements ItemTable {

    static ItemTable addTo(GraphBuilder graph, StudentWeights weights) {
      StudentShape shape = weights.shape();
      return new Fp32(graph.floats("items.table", weights.items(), shape.rows(), shape.width()));
    }

    @Override
    public String lookUp(GraphBuilder graph, String items) {
      return graph.node("Gather", List.of(table, items));
    }

    @Override
    public String score(GraphBuilder graph, String user, String bias) {
      return graph.node("Gemm", List.of(user, table, bias), attribute("transB", 1));
    }
  }

  /**
   * One byte a value around zero point 128, one scale a block; shaped as MatMulNBits wants it.
   *
   * @param table uint8 [V + 1, blocks, block size]
   * @param scales float [V + 1, blocks]
   */
  record Int8(StudentShape shape, String table, String scales) implements ItemTable {

    /** Sums in 8-bit integers; the other levels are 60 times slower or more. */
    private static final long ACCURACY_INT8 = 4;

    static ItemTable addTo(GraphBuilder graph, StudentWeights weights) {
      StudentShape shape = weights.shape();
      int blocks = shape.width() / shape.blockSize();
      BlockQuantized quantized = BlockQuantized.of(weights.items(), shape.blockSize());
      return new Int8(
          shape,
          graph.unsignedBytes(
              "items.table", quantized.values(), shape.rows(), blocks, shape.blockSize()),
          graph.floats("items.scales", quantized.scales(), shape.rows(), blocks));
    }

    @Override
    public String lookUp(GraphBuilder graph, String items) {
      String zero = graph.floats("items.zero", new float[] {BlockQuantized.ZERO_POINT});
      String last = graph.longs("items.last", new long[] {-1}, 1);
      String flat = graph.longs("items.flat", new long[] {0, 0, shape.width()}, 3);
      String codes = graph.node("Gather", List.of(table, items));
      String values =
          graph.node("Cast", List.of(codes), attribute("to", DataType.FLOAT.getNumber()));
      String centred = graph.node("Sub", List.of(values, zero));
      String scale = graph.node("Gather", List.of(scales, items));
      String wide = graph.node("Unsqueeze", List.of(scale, last));
      String blocks = graph.node("Mul", List.of(centred, wide));
      return graph.node("Reshape", List.of(blocks, flat));
    }

    @Override
    public String score(GraphBuilder graph, String user, String bias) {
      return graph.contrib(
          "MatMulNBits",
          List.of(user, table, scales, "", "", bias),
          attribute("K", shape.width()),
          attribute("N", shape.rows()),
          attribute("bits", 8),
          attribute("block_size", shape.blockSize()),
          attribute("accuracy_level", ACCURACY_INT8));
    }
  }
}
