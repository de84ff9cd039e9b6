package org.edgestill.benchmarks.student;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;

/** What else a student can be run with. */
interface Engine extends AutoCloseable {
  String PLAIN = "plain";
  String DJL = "djl";
  String HTTP = "http";

  /**
   * A question to a student.
   *
   * @param items shape [L], as behaviours and gaps
   * @param exclude item numbers, shape [M]
   * @param k how many are wanted
   */
  @SuppressWarnings("ArrayRecordComponent") // only carried
  record Question(long[] items, long[] behaviours, long[] gaps, long[] exclude, int k) {}

  /** The answer: item numbers and scores, best first, shape [k]. */
  @SuppressWarnings("ArrayRecordComponent") // only carried
  record Top(long[] items, float[] scores) {}

  /** Asks the student. */
  Top run(Question question) throws Exception;

  @Override
  void close() throws IOException, OrtException;

  /** Opens the student in a file with one of them. */
  static Engine open(String name, Path student) throws Exception {
    return switch (name) {
      case PLAIN -> PlainOnnxRuntime.open(student);
      case DJL -> DjlPredictor.open(student);
      case HTTP -> HttpEngine.start(student);
      default -> throw new IllegalArgumentException("there is no engine " + name);
    };
  }
}
