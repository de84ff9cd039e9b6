package org.edgestill.distiller.train;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

/** An ONNX model that somebody else might have trained: it knows the ring, backwards. */
public final class RingModel {

  private RingModel() {}

  /**
   * Scores 1 for item n - 1 after item n, and 0 for all else.
   *
   * @param items after item 1 comes this one
   * @param length L
   * @param hidden whether it tells hidden states: [n, 0]
   */
  public static ModelProto.Builder of(int items, int length, boolean hidden) {
    int columns = items + 1;
    float[] after = new float[columns * columns];
    float[] states = new float[columns * 2];
    for (int item = 1; item <= items; item++) {
      after[item * columns + (item == 1 ? items : item - 1)] = 1;
      states[item * 2] = item;
    }
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("ring")
            .addInput(value("items", TensorProto.DataType.INT64, -1, length))
            .addInput(value("gaps", TensorProto.DataType.INT64, -1, length))
            .addInitializer(
                TensorProto.newBuilder()
                    .setName("last")
                    .setDataType(TensorProto.DataType.INT64.getNumber())
                    .addInt64Data(-1))
            .addInitializer(table("after", after, columns))
            .addNode(gather("items", "last", 1, "newest"))
            .addNode(gather("after", "newest", 0, "scores"))
            .addOutput(value("scores", TensorProto.DataType.FLOAT, -1, columns));
    if (hidden) {
      graph
          .addInitializer(table("states", states, 2))
          .addNode(gather("states", "newest", 0, "hidden"))
          .addOutput(value("hidden", TensorProto.DataType.FLOAT, -1, 2));
    }
    return ModelProto.newBuilder()
        .setIrVersion(9)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .setGraph(graph);
  }

  private static TensorProto table(String name, float[] values, int columns) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .addDims(values.length / columns)
            .addDims(columns);
    for (float value : values) {
      tensor.addFloatData(value);
    }
    return tensor.build();
  }

  private static NodeProto gather(String from, String which, int axis, String to) {
    return NodeProto.newBuilder()
        .setOpType("Gather")
        .addInput(from)
        .addInput(which)
        .addOutput(to)
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("axis")
                .setType(AttributeProto.AttributeType.INT)
                .setI(axis))
        .build();
  }

  static ValueInfoProto value(String name, TensorProto.DataType type, long rows, long columns) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDim(
        rows < 0
            ? TensorShapeProto.Dimension.newBuilder().setDimParam("B")
            : TensorShapeProto.Dimension.newBuilder().setDimValue(rows));
    shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(columns));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }
}
