package org.edgestill.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A thin hand on the ONNX protobuf classes: constants, nodes, inputs, outputs. Values are known by
 * their names; the same calls always give the same bytes.
 */
final class GraphBuilder {

  /** ONNX 1.15: the first with the exact GELU as an operator. */
  static final int IR_VERSION = 9;

  static final int OPSET = 20;
  private static final String CONTRIB = "com.microsoft";

  private final GraphProto.Builder graph;
  private final boolean halfWeights;
  private final Map<String, Integer> counters = new TreeMap<>();

  /**
   * A graph.
   *
   * @param halfWeights whether weights are stored in half precision
   */
  GraphBuilder(String name, boolean halfWeights) {
    this.halfWeights = halfWeights;
    graph = GraphProto.newBuilder().setName(name);
  }

  /** Adds an input; a dimension is a number, or a name if it may vary. */
  String input(String name, DataType type, String... shape) {
    graph.addInput(value(name, type, shape));
    return name;
  }

  void output(String name, DataType type, String... shape) {
    graph.addOutput(value(name, type, shape));
  }

  String floats(String name, float[] values, long... shape) {
    ByteBuffer raw = raw(values.length * Float.BYTES);
    raw.asFloatBuffer().put(values);
    return constant(name, DataType.FLOAT, raw, shape);
  }

  /**
   * What was learned: in half precision if the graph has it so. The runtime widens it once, when it
   * opens the model; all computing is in single precision.
   */
  String weights(String name, float[] values, long... shape) {
    if (!halfWeights) {
      return floats(name, values, shape);
    }
    ByteBuffer raw = raw(values.length * Short.BYTES);
    for (int i = 0; i < values.length; i++) {
      raw.putShort(i * Short.BYTES, Half.of(values[i]));
    }
    String half = constant(name, DataType.FLOAT16, raw, shape);
    return node("Cast", List.of(half), attribute("to", DataType.FLOAT.getNumber()));
  }

  String longs(String name, long[] values, long... shape) {
    ByteBuffer raw = raw(values.length * Long.BYTES);
    raw.asLongBuffer().put(values);
    return constant(name, DataType.INT64, raw, shape);
  }

  String ints(String name, int[] values, long... shape) {
    ByteBuffer raw = raw(values.length * Integer.BYTES);
    raw.asIntBuffer().put(values);
    return constant(name, DataType.INT32, raw, shape);
  }

  /** Values 0 to 65,535 in two bytes each. */
  String unsignedShorts(String name, int[] values, long... shape) {
    ByteBuffer raw = raw(values.length * Short.BYTES);
    for (int i = 0; i < values.length; i++) {
      raw.putShort(i * Short.BYTES, (short) values[i]);
    }
    return constant(name, DataType.UINT16, raw, shape);
  }

  String unsignedBytes(String name, byte[] values, long... shape) {
    return constant(name, DataType.UINT8, ByteBuffer.wrap(values), shape);
  }

  /** Adds a node of the ONNX operator set with one output, and returns the output's name. */
  String node(String type, List<String> inputs, AttributeProto... attributes) {
    String output = type + "_" + counters.merge(type, 1, Integer::sum);
    node(type, inputs, List.of(output), attributes);
    return output;
  }

  /** Adds a node of the ONNX operator set with named outputs. */
  void node(String type, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
    node("", type, inputs, outputs, attributes);
  }

  /** Adds a node of ONNX Runtime's own operator set; an empty name is an input left out. */
  String contrib(String type, List<String> inputs, AttributeProto... attributes) {
    String output = type + "_" + counters.merge(type, 1, Integer::sum);
    node(CONTRIB, type, inputs, List.of(output), attributes);
    return output;
  }

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto attribute(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  static AttributeProto attribute(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  static AttributeProto attribute(String name, long[] values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  /** A one-element tensor, as ConstantOfShape wants it. */
  static AttributeProto scalarAttribute(String name, float value) {
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDataType(DataType.FLOAT.getNumber())
            .addDims(1)
            .addFloatData(value)
            .build();
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.TENSOR)
        .setT(tensor)
        .build();
  }

  /** The model as bytes, with metadata in the order of its keys. */
  byte[] model(Map<String, String> metadata) {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("edgestill")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(CONTRIB).setVersion(1))
            .setGraph(graph);
    new TreeMap<>(metadata)
        .forEach(
            (key, value) ->
                model.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build().toByteArray();
  }

  private void node(
      String domain,
      String type,
      List<String> inputs,
      List<String> outputs,
      AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setDomain(domain)
            .setOpType(type)
            .setName(outputs.get(0))
            .addAllInput(inputs)
            .addAllOutput(outputs)
            .addAllAttribute(List.of(attributes)));
  }

  private String constant(String name, DataType type, ByteBuffer raw, long... shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(raw));
    for (long dimension : shape) {
      tensor.addDims(dimension);
    }
    graph.addInitializer(tensor);
    return name;
  }

  /** ONNX stores raw data in little-endian order on every machine. */
  private static ByteBuffer raw(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ValueInfoProto value(String name, DataType type, String... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (String dimension : shape) {
      if (Character.isDigit(dimension.charAt(0))) {
        dimensions.addDimBuilder().setDimValue(Long.parseLong(dimension));
      } else {
        dimensions.addDimBuilder().setDimParam(dimension);
      }
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(dimensions).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
