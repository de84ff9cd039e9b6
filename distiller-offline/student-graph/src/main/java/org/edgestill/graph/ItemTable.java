package org.edgestill.graph;

import static org.edgestill.graph.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/** The item table inside a graph: one copy, for looking items up and for scoring all of them. */
sealed interface ItemTable permits ItemTable.Fp32, QuantizedTable, ProductTable {

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

  /** Stores the table. */
  static ItemTable addTo(GraphBuilder graph, StudentWeights weights, Precision precision) {
    return switch (precision) {
      case FP32 -> Fp32.addTo(graph, weights);
      case INT8 -> QuantizedTable.addTo(graph, weights, BlockQuantized.EIGHT_BITS);
      case INT4 -> QuantizedTable.addTo(graph, weights, BlockQuantized.FOUR_BITS);
      case PRODUCT -> ProductTable.addTo(graph, weights);
    };
  }

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

  /** Casts to single precision. */
  static String toFloat(GraphBuilder graph, String codes) {
    return graph.node("Cast", List.of(codes), attribute("to", DataType.FLOAT.getNumber()));
  }
}
