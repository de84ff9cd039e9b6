package org.edgestill.graph;

import static org.edgestill.graph.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/**
 * A table of {@link ProductCodes}. Scoring multiplies the user's vector with the codewords once,
 * and then only looks products up and adds them, one a part of an item (asymmetric distance
 * computation, Jegou et al., section 3.3).
 *
 * @param parts of a row
 * @param words codewords of a part
 * @param numbers int32 [V + 1, parts], the number of a codeword among those of all parts; widened
 *     from one byte a code when the runtime opens the model
 * @param codewords float [parts * words, PART]
 */
record ProductTable(StudentShape shape, int parts, int words, String numbers, String codewords)
    implements ItemTable {

  static ItemTable addTo(GraphBuilder graph, StudentWeights weights) {
    StudentShape shape = weights.shape();
    ProductCodes product = ProductCodes.of(weights.items(), shape.width());
    int parts = shape.width() / ProductCodes.PART;
    int[] firstOf = new int[parts];
    for (int part = 0; part < parts; part++) {
      firstOf[part] = part * product.words();
    }
    String codes = graph.unsignedBytes("items.codes", product.codes(), shape.rows(), parts);
    String wide = graph.node("Cast", List.of(codes), attribute("to", DataType.INT32.getNumber()));
    String numbers =
        graph.node("Add", List.of(wide, graph.ints("items.firstCodes", firstOf, parts)));
    String codewords =
        graph.weights(
            "items.codewords",
            product.codewords(),
            (long) parts * product.words(),
            ProductCodes.PART);
    return new ProductTable(shape, parts, product.words(), numbers, codewords);
  }

  @Override
  public String lookUp(GraphBuilder graph, String items) {
    String flat = graph.longs("items.flat", new long[] {0, 0, shape.width()}, 3);
    String which = graph.node("Gather", List.of(numbers, items));
    return graph.node("Reshape", List.of(graph.node("Gather", List.of(codewords, which)), flat));
  }

  @Override
  public String score(GraphBuilder graph, String user, String bias) {
    int size = ProductCodes.PART;
    String perPart = graph.longs("items.perPart", new long[] {-1, parts, 1, size}, 4);
    String asBlocks = graph.longs("items.wordBlocks", new long[] {parts, words, size}, 3);
    String flat = graph.longs("items.products", new long[] {-1, (long) parts * words}, 2);
    String last = graph.longs("items.sumAxis", new long[] {-1}, 1);
    String blocks = graph.node("Reshape", List.of(codewords, asBlocks));
    String columns =
        graph.node("Transpose", List.of(blocks), attribute("perm", new long[] {0, 2, 1}));
    String cut = graph.node("Reshape", List.of(user, perPart));
    String products =
        graph.node("Reshape", List.of(graph.node("MatMul", List.of(cut, columns)), flat));
    String terms = graph.node("Gather", List.of(products, numbers), attribute("axis", 1));
    String sums = graph.node("ReduceSum", List.of(terms, last), attribute("keepdims", 0));
    return graph.node("Add", List.of(sums, bias));
  }
}
