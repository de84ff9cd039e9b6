package org.edgestill.benchmarks.student;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.edgestill.benchmarks.Figure;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** What JMH measured, over rounds: one value an iteration. */
final class Measurements {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private final Map<String, List<Double>> micros = new HashMap<>();
  private final Map<String, List<Double>> bytes = new HashMap<>();

  /**
   * Adds a round.
   *
   * @param parameters whose values name a measurement after its method, in this order
   */
  void add(Collection<RunResult> results, List<String> parameters) {
    for (RunResult result : results) {
      String name = name(result.getParams(), parameters);
      for (BenchmarkResult fork : result.getBenchmarkResults()) {
        for (IterationResult iteration : fork.getIterationResults()) {
          put(micros, name, iteration.getPrimaryResult().getScore());
          Result<?> allocated = iteration.getSecondaryResults().get(ALLOCATED);
          if (allocated != null) {
            put(bytes, name, allocated.getScore());
          }
        }
      }
    }
  }

  private static String name(BenchmarkParams params, List<String> parameters) {
    String benchmark = params.getBenchmark();
    StringBuilder name = new StringBuilder(benchmark.substring(benchmark.lastIndexOf('.') + 1));
    for (String parameter : parameters) {
      name.append('/').append(params.getParam(parameter));
    }
    return name.toString();
  }

  private static void put(Map<String, List<Double>> all, String name, double value) {
    all.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
  }

  /** The time of one call, under another name. */
  Figure time(String name, String as) {
    return figure(micros, name, as, "us");
  }

  /** Bytes of Java heap that one call takes, under another name. */
  Figure allocated(String name, String as) {
    return figure(bytes, name, as, "bytes");
  }

  private static Figure figure(Map<String, List<Double>> all, String name, String as, String unit) {
    List<Double> samples = all.get(name);
    if (samples == null) {
      throw new NoSuchElementException("not measured: " + name + "; there are " + all.keySet());
    }
    return Figure.of(as, unit, samples.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
