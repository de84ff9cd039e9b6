package org.edgestill.benchmarks.student;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.edgestill.benchmarks.Bench;
import org.edgestill.benchmarks.StartScript;
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
  /** More heap than a gateway has, for a million items are more than a gateway has. */
  private static final List<String> JVM =
      List.of(
          "-Xms256m",
          "-Xmx1g",
          "-XX:+UseSerialGC",
          "-Dai.djl.offline=true",
          "-Dlogback.configurationFile=org/edgestill/benchmarks/logback.xml",
          "--add-modules=jdk.incubator.vector");

  private static final int WARM_UP = 3;
  private static final String LOG = "jmh-%d.log";

  private final Bench bench;
  private final int rounds;
  private final List<Task> tasks = new ArrayList<>();
  private int logs;

  /**
   * Rounds.
   *
   * @param rounds how many, and so how many processes measure each figure
   */
  Rounds(Bench bench, int rounds) {
    this.bench = bench;
    this.rounds = rounds;
  }

  /**
   * Benchmarks that are run together.
   *
   * @param type a benchmark class
   * @param method of it
   * @param parameters and their values
   * @param named the parameters that tell measurements apart
   * @param java which compilers Java has
   * @param turns what a method does in turns, from one iteration to the next; empty if it does the
   *     same in all
   */
  record Task(
      Class<?> type,
      String method,
      List<Setting> parameters,
      List<String> named,
      Java java,
      List<String> turns) {

    /** Of a method that does the same in all iterations, with both compilers. */
    Task(Class<?> type, String method, List<Setting> parameters, List<String> named) {
      this(type, method, parameters, named, Java.WITH_BOTH_COMPILERS, List.of());
    }

    private int iterations(int each) {
      return each * Math.max(1, turns.size());
    }
  }

  /** How Java is started. */
  enum Java {
    /** As a gateway's script does, but for the size of the heap. */
    OF_A_GATEWAY,

    /** As it starts by itself: what the Vector API and most peers were written for. */
    WITH_BOTH_COMPILERS
  }

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
  Measurements run() throws IOException, RunnerException {
    Measurements measured = new Measurements();
    for (int round = 1; round <= rounds; round++) {
      bench.say("round %d of %d".formatted(round, rounds));
      for (Task task : tasks) {
        measured.add(run(task), task);
      }
    }
    return measured;
  }

  private Collection<RunResult> run(Task task) throws IOException, RunnerException {
    List<String> java = new ArrayList<>(JVM);
    if (task.java() == Java.OF_A_GATEWAY) {
      java.addAll(StartScript.optionsWithoutHeap(bench.gateway()));
    }
    OptionsBuilder options = new OptionsBuilder();
    options.include("^" + task.type().getName().replace(".", "\\.") + "\\." + task.method() + "$");
    for (Setting setting : task.parameters()) {
      options.param(setting.name(), setting.values().toArray(String[]::new));
    }
    options
        .forks(1)
        .threads(1)
        .warmupIterations(task.iterations(WARM_UP))
        .warmupTime(TimeValue.milliseconds(task.turns().isEmpty() ? 400 : 200))
        .measurementIterations(task.iterations(task.turns().isEmpty() ? 5 : 3))
        .measurementTime(TimeValue.milliseconds(200))
        .timeout(TimeValue.minutes(2))
        .jvmArgs(java.toArray(String[]::new))
        .shouldFailOnError(true)
        .output(bench.work().resolve(LOG.formatted(++logs)).toString());
    return new Runner(options.build()).run();
  }
}
