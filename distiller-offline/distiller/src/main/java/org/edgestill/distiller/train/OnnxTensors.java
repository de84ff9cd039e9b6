package org.edgestill.distiller.train;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.file.Path;
import java.util.Map;
import org.edgestill.distiller.data.InputException;
import org.jspecify.annotations.Nullable;

/** What a model's inputs and outputs have to be like. */
record OnnxTensors(Path file, OrtSession session) {

  /**
   * The shape of an input; -1 is dynamic.
   *
   * @throws InputException if there is none, or it is of another type or rank
   */
  long[] input(String name, OnnxJavaType type, int rank) throws OrtException {
    return shape("input", session.getInputInfo(), name, type, rank);
  }

  /**
   * The shape of an output; -1 is dynamic.
   *
   * @throws InputException if there is none, or it is of another type or rank
   */
  long[] output(String name, OnnxJavaType type, int rank) throws OrtException {
    return shape("output", session.getOutputInfo(), name, type, rank);
  }

  private long[] shape(
      String kind, Map<String, NodeInfo> all, String name, OnnxJavaType type, int rank) {
    @Nullable NodeInfo node = all.get(name);
    if (node == null) {
      throw new InputException(
          "%s: it has no %s '%s', but %s".formatted(file, kind, name, all.keySet()));
    }
    if (!(node.getInfo() instanceof TensorInfo tensor)
        || tensor.type != type
        || tensor.getShape().length != rank) {
      throw new InputException(
          "%s: its %s '%s' must be a tensor of %s with %d dimensions, but is %s"
              .formatted(file, kind, name, type, rank, node.getInfo()));
    }
    return tensor.getShape();
  }
}
