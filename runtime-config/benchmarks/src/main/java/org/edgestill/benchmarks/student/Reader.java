package org.edgestill.benchmarks.student;

import java.util.ServiceLoader;

/** A way to read an array. */
public interface Reader {
  String LOOP = "loop";

  /** By the Vector API, an incubator module, so this is a service that is not always there. */
  String VECTOR = "vector";

  /** Adds all of it; the length is a multiple of 64. */
  long sum(long[] values);

  /** A reader by its name. */
  static Reader named(String name) {
    return name.equals(LOOP)
        ? Reader::loop
        : ServiceLoader.load(Reader.class).findFirst().orElseThrow();
  }

  /** In the shape that the compiler turns into vector instructions. */
  private static long loop(long[] values) {
    long sum = 0;
    for (long value : values) {
      sum += value;
    }
    return sum;
  }
}
