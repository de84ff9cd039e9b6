package org.edgestill.benchmarks.student;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.edgestill.benchmarks.Bench;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs benchmarks with JMH in rounds, each in a fresh process: what is compared is measured one
 * after the other again and again, so that a machine that is slow for a while is slow for all.
 */
final class Rounds {
  /** Those of a gateway, with more heap: a million items are more than a gateway has. */
  private static final List<String> JVM =
      List.of(
          "-Xms256m",
          "-Xmx1g",
          "-XX:+UseSerialGC",
          "-Dai.djl.offline=true",
          "-Dlogback.configurationFile=org/edgestill/benchmarks/logback.xml",
          "--add-modules=jdk.incubator.vector");

  private static final int ROUNDS = 2;
  private static final String LOG = "jmh-%d.log";

  private final Bench bench;
  private final List<Task> tasks = new ArrayList<>();
  private int logs;

  Rounds(Bench bench) {
    this.bench = bench;
  }

  /**
   * Benchmarks that are run together.
   *
   * @param methods of a benchmark class
   * @param parameters and their values
   * @param named the parameters that tell measurements apart
   */
  record Task(Class<?> type, List<String> methods, List<Setting> parameters, List<String> named) {}

  /** A parameter of a benchmark. */
  record Setting(String name, List<String> values) {
    static Setting of(String name, Object value) {
      return new Setting(name, List.of(value.toString()));
    }
  }

  void add(Task task) {
    tasks.add(task);
  }

  /** Runs everything. */
  Measurements run() throws RunnerException {
    Measurements measured = new Measurements();
    for (int round = 1; round <= ROUNDS; round++) {
      bench.say("round %d of %d".formatted(round, ROUNDS));
      for (Task task : tasks) {
        measured.add(run(task), task.named());
      }
    }
    return measured;
  }

  private Collection<RunResult> run(Task task) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    for (String method : task.methods()) {
      options.include("^" + task.type().getName().replace(".", "\\.") + "\\." + method + "$");
    }
    for (Setting setting : task.parameters()) {
      options.param(setting.name(), setting.values().toArray(String[]::new));
    }
    options
        .forks(1)
        .threads(1)
        .warmupIterations(bench.quick() ? 1 : 3)
        .warmupTime(TimeValue.milliseconds(bench.quick() ? 800 : 400))
        .measurementIterations(5)
        .measurementTime(TimeValue.milliseconds(bench.quick() ? 50 : 200))
        .timeout(TimeValue.minutes(2))
        .addProfiler(GCProfiler.class)
        .jvmArgs(JVM.toArray(String[]::new))
        .shouldFailOnError(true)
        .output(bench.work().resolve(LOG.formatted(++logs)).toString());
    return new Runner(options.build()).run();
  }
}
