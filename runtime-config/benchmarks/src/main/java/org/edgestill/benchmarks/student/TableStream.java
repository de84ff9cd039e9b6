package org.edgestill.benchmarks.student;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The limit of the memory bus: every byte of an item table of 8 bits read once, and nothing done
 * with it but adding. Nothing that scores all items can be faster on one core.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@NullUnmarked // JMH fills the fields
public class TableStream {
  @Param("1000")
  int items;

  /** How it is read: loop or vector. */
  @Param({Reader.LOOP, Reader.VECTOR})
  String reader;

  private long[] table;
  private Reader read;

  @Setup
  public void fill() {
    table = new long[items * Students.WIDTH / Long.BYTES];
    Arrays.setAll(table, i -> i * 0x9E3779B97F4A7C15L);
    read = Reader.named(reader);
  }

  @Benchmark
  public long stream() {
    return read.sum(table);
  }
}
