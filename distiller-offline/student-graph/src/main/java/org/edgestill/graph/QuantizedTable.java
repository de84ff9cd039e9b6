package org.edgestill.graph;

import static org.edgestill.graph.GraphBuilder.attribute;

import java.util.List;

/**
 * A table of 8 or 4 bits a value around a zero point, one scale a block; shaped as MatMulNBits
 * wants it.
 *
 * @param bits of a value
 * @param table uint8 [V + 1, blocks, block size * bits / 8]
 * @param scales float [V + 1, blocks]
 */
record QuantizedTable(StudentShape shape, int bits, String table, String scales)
    implements ItemTable {

  /** Sums in 8-bit integers; the other levels are 60 times slower or more. */
  private static final long ACCURACY_INT8 = 4;

  private static final byte LOWER_HALF = 0xf;

  static ItemTable addTo(GraphBuilder graph, StudentWeights weights, int bits) {
    StudentShape shape = weights.shape();
    int blocks = shape.width() / shape.blockSize();
    BlockQuantized quantized = BlockQuantized.of(weights.items(), shape.blockSize(), bits);
    long blockBytes = (long) shape.blockSize() * bits / Byte.SIZE;
    return new QuantizedTable(
        shape,
        bits,
        graph.unsignedBytes("items.table", quantized.values(), shape.rows(), blocks, blockBytes),
        graph.weights("items.scales", quantized.scales(), shape.rows(), blocks));
  }

  @Override
  public String lookUp(GraphBuilder graph, String items) {
    String zero = graph.floats("items.zero", new float[] {BlockQuantized.zeroPoint(bits)});
    String last = graph.longs("items.last", new long[] {-1}, 1);
    String flat = graph.longs("items.flat", new long[] {0, 0, shape.width()}, 3);
    String codes = graph.node("Gather", List.of(table, items));
    if (bits == BlockQuantized.FOUR_BITS) {
      codes = unpacked(graph, codes, last);
    }
    String centred = graph.node("Sub", List.of(ItemTable.toFloat(graph, codes), zero));
    String scale = graph.node("Gather", List.of(scales, items));
    String wide = graph.node("Unsqueeze", List.of(scale, last));
    return graph.node("Reshape", List.of(graph.node("Mul", List.of(centred, wide)), flat));
  }

  /** From two codes a byte, the first in the lower half, to one. */
  private String unpacked(GraphBuilder graph, String pairs, String last) {
    String mask = graph.unsignedBytes("items.lower", new byte[] {LOWER_HALF});
    String bits4 = graph.unsignedBytes("items.upper", new byte[] {BlockQuantized.FOUR_BITS});
    int blocks = shape.width() / shape.blockSize();
    String shaped = graph.longs("items.blocks", new long[] {0, 0, blocks, shape.blockSize()}, 4);
    String lower = graph.node("BitwiseAnd", List.of(pairs, mask));
    String upper = graph.node("BitShift", List.of(pairs, bits4), attribute("direction", "RIGHT"));
    String both =
        graph.node(
            "Concat",
            List.of(
                graph.node("Unsqueeze", List.of(lower, last)),
                graph.node("Unsqueeze", List.of(upper, last))),
            attribute("axis", -1));
    return graph.node("Reshape", List.of(both, shaped));
  }

  @Override
  public String score(GraphBuilder graph, String user, String bias) {
    return graph.contrib(
        "MatMulNBits",
        List.of(user, table, scales, "", "", bias),
        attribute("K", shape.width()),
        attribute("N", shape.rows()),
        attribute("bits", bits),
        attribute("block_size", shape.blockSize()),
        attribute("accuracy_level", ACCURACY_INT8));
  }
}
