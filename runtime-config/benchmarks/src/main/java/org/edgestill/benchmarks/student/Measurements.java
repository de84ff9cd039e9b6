package org.edgestill.benchmarks.student;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.edgestill.benchmarks.Figure;
import org.edgestill.benchmarks.student.Rounds.Task;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What JMH measured, over rounds: one value an iteration. Where JMH samples single calls that is
 * their median, so that a call that others took the processor from does not count; otherwise the
 * mean.
 */
final class Measurements {
  private static final double MEDIAN = 50;

  /** By name, for each process the values of its iterations. */
  private final Map<String, List<List<Double>>> micros = new HashMap<>();

  private final Map<String, List<List<Double>>> bytes = new HashMap<>();

  /** Adds a round. */
  void add(Collection<RunResult> results, Task task) {
    for (RunResult result : results) {
      for (BenchmarkResult process : result.getBenchmarkResults()) {
        Map<String, List<Double>> times = new HashMap<>();
        Map<String, List<Double>> allocations = new HashMap<>();
        int iterations = 0;
        for (IterationResult iteration : process.getIterationResults()) {
          String name = name(result.getParams(), task, iterations++);
          put(times, name, iteration.getPrimaryResult().getStatistics().getPercentile(MEDIAN));
          Result<?> allocated = iteration.getSecondaryResults().get(Allocation.BYTES);
          Result<?> calls = iteration.getSecondaryResults().get(Allocation.CALLS);
          if (allocated != null && calls != null && calls.getScore() > 0) {
            put(allocations, name, allocated.getScore() / calls.getScore());
          }
        }
        add(times, allocations);
      }
    }
  }

  /**
   * Adds a process.
   *
   * @param times by name, the microseconds of its iterations
   * @param allocations by name, the bytes
   */
  void add(Map<String, List<Double>> times, Map<String, List<Double>> allocations) {
    times.forEach((name, values) -> put(micros, name, values));
    allocations.forEach((name, values) -> put(bytes, name, values));
  }

  private static String name(BenchmarkParams params, Task task, int iteration) {
    String benchmark = params.getBenchmark();
    StringBuilder name = new StringBuilder();
    if (task.turns().isEmpty()) {
      name.append(benchmark, benchmark.lastIndexOf('.') + 1, benchmark.length());
    } else {
      name.append(task.turns().get(iteration % task.turns().size()));
    }
    for (String parameter : task.named()) {
      name.append('/').append(params.getParam(parameter));
    }
    return name.toString();
  }

  private static <T> void put(Map<String, List<T>> all, String name, T value) {
    all.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
  }

  /** The time of one call, under another name. */
  Figure time(String name, String as) {
    return Figure.of(as, "us", flat(micros, name));
  }

  /** Bytes of Java heap that one call takes, under another name. */
  Figure allocated(String name, String as) {
    return Figure.of(as, "bytes", flat(bytes, name));
  }

  /** How much longer one takes than another that took turns with it: of each process one value. */
  Figure above(String name, String other, String as) {
    return paired(name, other, as, "us", (a, b) -> a - b);
  }

  /** How many times longer one takes than another that took turns with it, likewise. */
  Figure over(String name, String other, String as) {
    return paired(name, other, as, "x", (a, b) -> a / b);
  }

  private Figure paired(
      String name, String other, String as, String unit, DoubleBinaryOperator compared) {
    double[] these = medians(name);
    double[] those = medians(other);
    return Figure.of(
        as,
        unit,
        IntStream.range(0, these.length)
            .mapToDouble(process -> compared.applyAsDouble(these[process], those[process]))
            .toArray());
  }

  private double[] medians(String name) {
    return processes(micros, name).stream()
        .mapToDouble(values -> Figure.of(name, "us", array(values)).median())
        .toArray();
  }

  private static double[] flat(Map<String, List<List<Double>>> all, String name) {
    return array(processes(all, name).stream().flatMap(List::stream).toList());
  }

  private static List<List<Double>> processes(Map<String, List<List<Double>>> all, String name) {
    List<List<Double>> processes = all.get(name);
    if (processes == null) {
      throw new NoSuchElementException("not measured: " + name + "; there are " + all.keySet());
    }
    return processes;
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
