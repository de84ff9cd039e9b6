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

  private final GraphBuilder graph;
  private final StudentWeights weights;
  private final StudentShape shape;
  private final Precision precision;

  private StudentGraph(StudentWeights weights, Precision precision) {
    this.weights = weights;
    this.shape = weights.shape();
    this.precision = precision;
    this.graph = new GraphBuilder("student", precision != Precision.FP32);
  }

  /**
   * A model whose item table has some precision. Below {@link Precision#FP32} the prior has 8 bits,
   * and all else half precision, which the runtime widens when it opens the model. With 8 or 4 bits
   * the product with the item table rounds the user's vector to 8 bits too.
   */
  public static byte[] of(StudentWeights weights, Precision precision) {
    return new StudentGraph(weights, precision).build();
  }

  /** The model in single precision throughout, for comparison with the training code. */
  public static byte[] fp32(StudentWeights weights) {
    return of(weights, Precision.FP32);
  }

  /** The model with an item table of 8 bits. */
  public static byte[] int8(StudentWeights weights) {
    return of(weights, Precision.INT8);
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

    ItemTable table = ItemTable.addTo(graph, weights, precision);
    Layers.History history = new Layers.History(items, behaviours, gaps);
    String user = user(embed(table, history), history);
    String scores = table.score(graph, user, itemBias());
    TransitionPrior prior = weights.prior();
    if (prior != null) {
      scores =
          new PriorTable(graph, shape, prior, precision != Precision.FP32).addTo(items, scores);
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

  /** e: float [B, L, d]. */
  private String embed(ItemTable table, Layers.History history) {
    int d = shape.width();
    String behaviourTable =
        graph.weights("behaviours.table", weights.behaviours(), shape.behaviourCodes(), d);
    String gapTable = graph.weights("gaps.table", weights.gaps(), shape.gapCodes(), d);
    String e = table.lookUp(graph, history.items());
    String behaviours = graph.node("Gather", List.of(behaviourTable, history.behaviours()));
    e = graph.node("Add", List.of(e, behaviours));
    return graph.node("Add", List.of(e, graph.node("Gather", List.of(gapTable, history.gaps()))));
  }

  /** From e [B, L, d] to u [B, d]. */
  private String user(String events, Layers.History history) {
    Layers layers = new Layers(graph, shape);
    String y = new EncoderNodes(layers).addTo(weights.encoder(), events, history);
    String inner =
        layers.linear("inner", weights.inner(), layers.norm("norm2", weights.norm2(), y));
    String active = graph.node("Gelu", List.of(inner));
    String z = graph.node("Add", List.of(y, layers.linear("outer", weights.outer(), active)));
    return layers.norm("norm3", weights.norm3(), z);
  }

  /** Negative infinity for padding comes for free with the bias. */
  private String itemBias() {
    float[] bias = Arrays.copyOf(weights.itemBias(), weights.itemBias().length);
    bias[0] = Float.NEGATIVE_INFINITY;
    return graph.weights("items.bias", bias, shape.rows());
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
        precision.text(),
        "edgestill.kind",
        weights.encoder().kind().text());
  }
}
