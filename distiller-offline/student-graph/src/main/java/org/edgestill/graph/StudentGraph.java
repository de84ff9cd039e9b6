package org.edgestill.graph;

import static org.edgestill.graph.GraphBuilder.attribute;
import static org.edgestill.graph.GraphBuilder.scalarAttribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes a student ({@link StudentWeights}) as an ONNX model: opset {@value GraphBuilder#OPSET}, IR
 * {@value GraphBuilder#IR_VERSION}, {@code com.microsoft} 1.
 *
 * <table>
 * <caption>Inputs and outputs</caption>
 * <tr><td>{@code items}</td><td>int64 [B, L]</td><td>item numbers, 0 to V; left-padded with 0</td></tr>
 * <tr><td>{@code behaviours}</td><td>int64 [B, L]</td><td>behaviour codes</td></tr>
 * <tr><td>{@code gaps}</td><td>int64 [B, L]</td><td>time-gap codes</td></tr>
 * <tr><td>{@code exclude}</td><td>int64 [B, M]</td><td>items not to recommend, padded with 0; M may be 0</td></tr>
 * <tr><td>{@code k}</td><td>int64 [1]</td><td>how many, 1 to V + 1</td></tr>
 * <tr><td>{@code top_items}</td><td>int64 [B, k]</td><td>best first, ties by lower number</td></tr>
 * <tr><td>{@code top_scores}</td><td>float [B, k]</td><td>their scores</td></tr>
 * </table>
 *
 * B and M are free in every run, L is fixed. Padding and excluded items score negative infinity:
 * they appear at the end, if k is larger than what is left, and the caller drops them. A code out
 * of its range makes the run fail.
 */
public final class StudentGraph {

  /** Metadata key: which contract of inputs and outputs the model follows. */
  public static final String SCHEMA_KEY = "edgestill.schema";

  /** The contract of this class. */
  public static final String SCHEMA = "edgestill.student/1";

  /** The operator set that a runtime must know. */
  public static final int OPSET = GraphBuilder.OPSET;

  /**
   * Added to the attention score of padding. Finite, so that a history of nothing but padding gives
   * even weights, not NaN.
   */
  private static final float MASKED = -1e9f;

  private final GraphBuilder graph = new GraphBuilder("student");
  private final StudentWeights weights;
  private final StudentShape shape;
  private final boolean eightBit;

  private StudentGraph(StudentWeights weights, boolean eightBit) {
    this.weights = weights;
    this.shape = weights.shape();
    this.eightBit = eightBit;
  }

  /** The model in single precision throughout, for comparison with the training code. */
  public static byte[] fp32(StudentWeights weights) {
    return new StudentGraph(weights, false).build();
  }

  /**
   * The model that gateways run: item table and prior in 8 bits, all else in single precision. The
   * product with the item table rounds the user's vector to 8 bits too.
   */
  public static byte[] int8(StudentWeights weights) {
    return new StudentGraph(weights, true).build();
  }

  /**
   * The bytes of a model's weights: all its constants, without names and structure.
   *
   * @throws IllegalArgumentException if this is not an ONNX model
   */
  public static long parameterBytes(byte[] model) {
    try {
      return ModelProto.parseFrom(model).getGraph().getInitializerList().stream()
          .mapToLong(StudentGraph::bytes)
          .sum();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("not an ONNX model: " + e.getMessage(), e);
    }
  }

  private static long bytes(TensorProto tensor) {
    return tensor.getRawData().size();
  }

  private byte[] build() {
    String length = Integer.toString(shape.length());
    String items = graph.input("items", DataType.INT64, "batch", length);
    String behaviours = graph.input("behaviours", DataType.INT64, "batch", length);
    String gaps = graph.input("gaps", DataType.INT64, "batch", length);
    String exclude = graph.input("exclude", DataType.INT64, "batch", "excluded");
    String k = graph.input("k", DataType.INT64, "1");

    ItemTable table =
        eightBit ? ItemTable.Int8.addTo(graph, weights) : ItemTable.Fp32.addTo(graph, weights);
    String user = user(embed(table, items, behaviours, gaps), items);
    String scores = table.score(graph, user, itemBias());
    TransitionPrior prior = weights.prior();
    if (prior != null) {
      scores = new PriorTable(graph, shape, prior, eightBit).addTo(items, scores);
    }
    graph.node(
        "TopK",
        List.of(without(exclude, scores), k),
        List.of("top_scores", "top_items"),
        attribute("axis", 1));
    graph.output("top_items", DataType.INT64, "batch", "k");
    graph.output("top_scores", DataType.FLOAT, "batch", "k");
    return graph.model(metadata());
  }

  /** x: float [B, L, d]. */
  private String embed(ItemTable table, String items, String behaviours, String gaps) {
    int d = shape.width();
    String behaviourTable =
        graph.floats("behaviours.table", weights.behaviours(), shape.behaviourCodes(), d);
    String gapTable = graph.floats("gaps.table", weights.gaps(), shape.gapCodes(), d);
    String positions = graph.floats("positions.table", weights.positions(), shape.length(), d);
    String x = graph.node("Add", List.of(table.lookUp(graph, items), positions));
    x = graph.node("Add", List.of(x, graph.node("Gather", List.of(behaviourTable, behaviours))));
    return graph.node("Add", List.of(x, graph.node("Gather", List.of(gapTable, gaps))));
  }

  /** From x [B, L, d] to u [B, d]. */
  private String user(String x, String items) {
    String newest = graph.longs("newest", new long[] {shape.length() - 1});
    String h = norm("norm1", weights.norm1(), x);
    String hLast = graph.node("Gather", List.of(h, newest), attribute("axis", 1));
    String xLast = graph.node("Gather", List.of(x, newest), attribute("axis", 1));
    String y = graph.node("Add", List.of(xLast, attention(h, hLast, items)));
    String inner = linear("inner", weights.inner(), norm("norm2", weights.norm2(), y));
    String active = graph.node("Gelu", List.of(inner));
    String z = graph.node("Add", List.of(y, linear("outer", weights.outer(), active)));
    return norm("norm3", weights.norm3(), z);
  }

  /** What the newest position learns from all: float [B, d]. */
  private String attention(String h, String hLast, String items) {
    FoldedAttention folded = FoldedAttention.of(weights);
    int heads = shape.heads();
    int d = shape.width();
    String one = graph.longs("one", new long[] {1}, 1);
    String perHead = graph.longs("attention.heads", new long[] {-1, heads, d}, 3);
    String joined = graph.longs("attention.joined", new long[] {-1, (long) heads * d}, 2);
    String padding = graph.longs("padding", new long[] {0}, 1);
    String masked = graph.floats("attention.masked", new float[] {MASKED}, 1);
    String kept = graph.floats("attention.kept", new float[] {0}, 1);

    String isPadding =
        graph.node("Equal", List.of(graph.node("Unsqueeze", List.of(items, one)), padding));
    String mask = graph.node("Where", List.of(isPadding, masked, kept));
    String ask = linear("attention.ask", folded.ask(), hLast);
    String asks = graph.node("Reshape", List.of(ask, perHead));
    String columns = graph.node("Transpose", List.of(h), attribute("perm", new long[] {0, 2, 1}));
    String match = graph.node("MatMul", List.of(asks, columns));
    String attend =
        graph.node(
            "Softmax", List.of(graph.node("Add", List.of(match, mask))), attribute("axis", -1));
    String mixtures = graph.node("MatMul", List.of(attend, h));
    return linear(
        "attention.tell", folded.tell(), graph.node("Reshape", List.of(mixtures, joined)));
  }

  private String norm(String name, Norm norm, String x) {
    String scale = graph.floats(name + ".scale", norm.scale(), shape.width());
    String bias = graph.floats(name + ".bias", norm.bias(), shape.width());
    return graph.node(
        "LayerNormalization",
        List.of(x, scale, bias),
        attribute("axis", -1),
        attribute("epsilon", StudentWeights.NORM_EPSILON));
  }

  private String linear(String name, Linear linear, String x) {
    int out = linear.bias().length;
    String weight =
        graph.floats(name + ".weight", linear.weight(), out, linear.weight().length / out);
    String bias = graph.floats(name + ".bias", linear.bias(), out);
    return graph.node("Gemm", List.of(x, weight, bias), attribute("transB", 1));
  }

  /** Negative infinity for padding comes for free with the bias. */
  private String itemBias() {
    float[] bias = Arrays.copyOf(weights.itemBias(), weights.itemBias().length);
    bias[0] = Float.NEGATIVE_INFINITY;
    return graph.floats("items.bias", bias, shape.rows());
  }

  private String without(String exclude, String scores) {
    String size = graph.node("Shape", List.of(exclude));
    String never =
        graph.node(
            "ConstantOfShape", List.of(size), scalarAttribute("value", Float.NEGATIVE_INFINITY));
    return graph.node("ScatterElements", List.of(scores, exclude, never), attribute("axis", 1));
  }

  private Map<String, String> metadata() {
    TransitionPrior prior = weights.prior();
    return Map.of(
        SCHEMA_KEY,
        SCHEMA,
        "edgestill.items",
        Integer.toString(shape.items()),
        "edgestill.length",
        Integer.toString(shape.length()),
        "edgestill.width",
        Integer.toString(shape.width()),
        "edgestill.heads",
        Integer.toString(shape.heads()),
        "edgestill.successors",
        Integer.toString(prior == null ? 0 : prior.successors()),
        "edgestill.precision",
        eightBit ? "int8" : "fp32");
  }
}
