package org.edgestill.distiller.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All trained numbers of a network: one flat vector, and named views into it. One vector makes an
 * optimiser step a dozen operations instead of a dozen for each array, and a checkpoint one copy.
 *
 * <p>The vector itself never requires a gradient. A training step works on {@link #leaves leaves}:
 * arrays that share the memory but belong to the manager of that step. So a step starts without old
 * gradients, and all that it allocates goes away with its manager.
 */
final class Parameters implements AutoCloseable {

  /** Where an array lies in the vector. */
  private record Slice(int offset, Shape shape) {
    int size() {
      return Math.toIntExact(shape.size());
    }
  }

  private final NDManager manager;
  private final Map<String, Slice> slices;
  private final NDArray flat;

  private Parameters(NDManager manager, Map<String, Slice> slices, float[] values) {
    this.manager = manager;
    this.slices = slices;
    // a copy, because an array made from Java lives in a Java buffer and dies with it
    try (NDArray borrowed = manager.create(values)) {
      this.flat = borrowed.duplicate();
    }
  }

  /** Collects names, shapes and first values. */
  static final class Builder {
    private final Map<String, Slice> slices = new LinkedHashMap<>();
    private float[] values = new float[0];

    Builder add(String name, float[] initial, long... shape) {
      Slice slice = new Slice(values.length, new Shape(shape));
      if (slice.size() != initial.length) {
        throw new IllegalArgumentException(
            name + " needs " + slice.size() + " values, not " + initial.length);
      }
      if (slices.put(name, slice) != null) {
        throw new IllegalArgumentException("there are two parameters '" + name + "'");
      }
      float[] longer = java.util.Arrays.copyOf(values, values.length + initial.length);
      System.arraycopy(initial, 0, longer, values.length, initial.length);
      values = longer;
      return this;
    }

    Parameters build(NDManager parent) {
      return new Parameters(parent.newSubManager(), slices, values);
    }
  }

  /** The vector, for the optimiser. */
  NDArray flat() {
    return flat;
  }

  /** How many numbers there are. */
  int count() {
    return Math.toIntExact(flat.size());
  }

  /** The names, in the order of the vector. */
  Iterable<String> names() {
    return slices.keySet();
  }

  /**
   * Arrays that share the memory of the parameters and belong to a manager.
   *
   * @param training whether gradients are collected for them
   */
  Map<String, NDArray> leaves(NDManager owner, boolean training) {
    Map<String, NDArray> leaves = new LinkedHashMap<>();
    slices.forEach((name, slice) -> leaves.put(name, leaf(owner, slice, training)));
    return leaves;
  }

  private NDArray leaf(NDManager owner, Slice slice, boolean training) {
    NDIndex range = new NDIndex(slice.offset() + ":" + (slice.offset() + slice.size()));
    try (NDArray part = flat.get(range);
        NDArray shaped = part.reshape(slice.shape())) {
      NDArray leaf = shaped.stopGradient();
      leaf.attach(owner);
      leaf.setRequiresGradient(training);
      return leaf;
    }
  }

  /** The shape of one array. */
  long[] shape(String name) {
    return slice(name).shape().getShape().clone();
  }

  private Slice slice(String name) {
    Slice slice = slices.get(name);
    if (slice == null) {
      throw new IllegalArgumentException("there is no parameter '" + name + "'");
    }
    return slice;
  }

  /** A copy of one array, row-major. */
  float[] get(String name) {
    Slice slice = slice(name);
    try (NDArray part =
        flat.get(new NDIndex(slice.offset() + ":" + (slice.offset() + slice.size())))) {
      return part.toFloatArray();
    }
  }

  /** A copy of everything. */
  float[] snapshot() {
    return flat.toFloatArray();
  }

  /**
   * New parameters of the same names and shapes with other values; these here should be closed. A
   * vector is never overwritten after a failure, because what went wrong may sit in the memory.
   *
   * @throws IllegalArgumentException if the number of values differs
   */
  Parameters with(float[] values) {
    if (values.length != count()) {
      throw new IllegalArgumentException(
          "the checkpoint has " + values.length + " numbers, the network " + count());
    }
    return new Parameters(manager.getParentManager().newSubManager(), slices, values);
  }

  @Override
  public void close() {
    manager.close();
  }
}
