package org.edgestill.benchmarks.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.edgestill.benchmarks.Bench;
import org.edgestill.benchmarks.Claim;
import org.edgestill.benchmarks.Findings;
import org.edgestill.benchmarks.Part;
import org.edgestill.model.ModelPackage;
import org.edgestill.testbed.GatewayProcess;

/**
 * What a gateway takes of a small machine, beside the bare frameworks that one could start from.
 */
public final class FootprintPart implements Part {
  private static final int SMALL = 10_000;
  private static final int LARGE = 100_000;
  private static final int USERS = 500;
  private static final int HISTORY = 20;
  private static final double MEMORY_LIMIT_MB = 160;
  private static final double START_LIMIT_MILLIS = 3_000;
  private static final double HEAP_LIMIT_MB = 48;

  /** More requests than it takes until the buffers and the compiled code of a request are there. */
  private static final int REQUESTS = 5_000;

  @Override
  public String name() {
    return "footprint";
  }

  @Override
  public String about() {
    return "size, start and memory, beside a bare Felix and a bare Karaf minimal";
  }

  @Override
  public Findings measure(Bench bench) throws Exception {
    Samples samples = new Samples();
    List<String> notes = new ArrayList<>();
    notes.add("Frameworks have the JVM options of the gateway, and nothing to do.");
    int rounds = bench.quick() ? 1 : 3;
    samples.add("gateway/install", "MB", megabytes(bench.gateway()));
    double smallestHeap;
    try (Site site = new Site(bench.gateway(), bench.work())) {
      List<ModelPackage> pair = List.of();
      for (int round = 0; round < rounds; round++) {
        idle(site, "empty-" + round, samples);
      }
      for (int items : List.of(SMALL, LARGE)) {
        String name = items / 1_000 + "k";
        try (GatewayProcess filling = site.start(name, Map.of())) {
          pair = List.of(site.serve(items), site.serve(items));
          new Visitors(1, items).arrive(site.control(filling, name), USERS, HISTORY);
          filling.stop();
        }
        for (int round = 0; round < rounds; round++) {
          serving(site, name, samples);
        }
        bench.say(
            "%s items: first recommendation after %,.0f ms, %.0f MB"
                .formatted(
                    name,
                    samples.figure("gateway/" + name + "/start").median(),
                    samples.figure("gateway/" + name + "/rss").median()));
      }
      smallestHeap = new SmallestHeap(bench, site, "100k", pair, LARGE, USERS).find();
      samples.add("gateway/100k/smallest-heap", "MB", smallestHeap);
    }
    for (int round = 0; round < rounds; round++) {
      bare(BareFramework.felix(bench.gateway(), bench.work().resolve("felix-" + round)), samples);
    }
    String karaf = System.getProperty("bench.karaf", "");
    if (karaf.isEmpty()) {
      notes.add("Karaf was not measured: -Dbench.karaf=FOLDER says where it is unpacked.");
    } else {
      for (int round = 0; round < rounds; round++) {
        bare(
            BareFramework.karaf(
                Path.of(karaf), bench.gateway(), bench.work().resolve("karaf-" + round)),
            samples);
      }
    }
    return new Findings(
        samples.figures(),
        List.of(
            Claim.amount(
                "resident memory with 100,000 items, after a load",
                samples.figure("gateway/100k/rss").median(),
                MEMORY_LIMIT_MB,
                "MB"),
            Claim.amount(
                "start to the first recommendation, 100,000 items",
                samples.figure("gateway/100k/start").median(),
                START_LIMIT_MILLIS,
                "ms"),
            Claim.amount(
                "heap that is enough for load, swaps and an update, 100,000 items",
                smallestHeap,
                HEAP_LIMIT_MB,
                "MB")),
        notes);
  }

  /** A gateway that has just been installed. */
  private static void idle(Site site, String name, Samples samples) throws Exception {
    try (GatewayProcess gateway = site.start(name, Map.of())) {
      site.await("it answers", () -> answers(gateway));
      BareFramework.awaitQuiet(gateway.pid());
      samples.add("gateway/idle/rss", "MB", ProcessUse.of(gateway.pid()).residentMegabytes());
    }
  }

  /** A gateway that has a model and users, is started again, and is asked. */
  private static void serving(Site site, String name, Samples samples) throws Exception {
    try (GatewayProcess gateway = site.start(name, Map.of())) {
      samples.add("gateway/" + name + "/start", "ms", firstAnswer(site, gateway));
      samples.add(
          "gateway/" + name + "/start-processor",
          "ms",
          (double) ProcessUse.of(gateway.pid()).processor().toMillis());
      try (HttpCall call = new HttpCall(gateway.uri(), USERS)) {
        for (int i = 0; i < REQUESTS; i++) {
          call.run(i);
        }
      }
      BareFramework.awaitQuiet(gateway.pid());
      samples.add(
          "gateway/" + name + "/rss", "MB", ProcessUse.of(gateway.pid()).residentMegabytes());
      gateway.stop();
    }
  }

  private static void bare(BareFramework framework, Samples samples) throws Exception {
    try (framework) {
      long pid = framework.awaitJava();
      BareFramework.awaitQuiet(pid);
      ProcessUse use = ProcessUse.of(pid);
      samples.add(framework.name() + "/install", "MB", megabytes(framework.installed()));
      samples.add(framework.name() + "/start-processor", "ms", (double) use.processor().toMillis());
      samples.add(framework.name() + "/rss", "MB", use.residentMegabytes());
    }
  }

  /** Milliseconds from the start of the process to the first answer of a student. */
  static double firstAnswer(Site site, GatewayProcess gateway) throws Exception {
    try (HttpCall call = new HttpCall(gateway.uri(), USERS)) {
      site.await(
          "it recommends",
          () -> {
            try {
              call.run(0);
              return true;
            } catch (Exception notYet) {
              return false;
            }
          });
    }
    return gateway.upMillis();
  }

  private static boolean answers(GatewayProcess gateway) {
    try {
      return gateway.status().isPresent();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** All files of a folder, or of several. */
  private static double megabytes(List<Path> paths) throws IOException {
    double sum = 0;
    for (Path path : paths) {
      sum += megabytes(path);
    }
    return sum;
  }

  private static double megabytes(Path folder) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sum += Files.size(file);
      }
    }
    return sum / 1e6;
  }
}
