package org.edgestill.benchmarks.gateway;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.edgestill.benchmarks.Bench;
import org.edgestill.benchmarks.Claim;
import org.edgestill.benchmarks.Figure;
import org.edgestill.benchmarks.Findings;
import org.edgestill.benchmarks.Part;
import org.edgestill.benchmarks.Series;
import org.edgestill.load.LoadGenerator;
import org.edgestill.load.Recorded;
import org.edgestill.model.ModelPackage;
import org.edgestill.testbed.GatewayProcess;
import org.jspecify.annotations.Nullable;

/** Whether a gateway stays as it is: heap, memory, threads and files after much of everything. */
public final class SoakPart implements Part {
  private static final double LIMIT = 1.1;
  private static final int LOOKS = 48;
  private static final int QUICK_LOOKS = 8;

  /** How many times longer than it should it takes at most. */
  private static final int LONGEST = 4;

  private static final double QUICK_MINUTES = 0.4;

  private static final int ITEMS = 3_400;
  private static final int USERS = 500;
  private static final double RATE = 100;
  private static final int CLIENTS = 8;
  private static final long EVENTS_EVERY_MILLIS = 250;
  private static final int EVENTS = 25;
  private static final long UPDATE_EVERY_MILLIS = 8_000;
  private static final long CUT_EVERY_MILLIS = 13_000;

  @Override
  public String name() {
    return "soak";
  }

  @Override
  public String about() {
    return "requests, events, updates, swaps and cut connections, and what stays of them";
  }

  @Override
  public Findings measure(Bench bench) throws Exception {
    double minutes =
        bench.quick()
            ? QUICK_MINUTES
            : Double.parseDouble(System.getProperty("bench.soak.minutes", "20"));
    try (Site site = new Site(bench.gateway(), bench.work());
        GatewayProcess gateway = site.start("gateway", Map.of())) {
      return new Soak(bench, site, gateway).run(Duration.ofMillis(Math.round(minutes * 60_000)));
    }
  }

  /** One gateway that is given no rest. */
  private static final class Soak {
    private final Bench bench;
    private final Site site;
    private final GatewayProcess gateway;
    private final Control control;
    private final Visitors visitors = new Visitors(1, ITEMS);
    private final Deque<ModelPackage> releases = new ArrayDeque<>();
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicInteger swaps = new AtomicInteger();
    private final AtomicInteger cuts = new AtomicInteger();
    private final AtomicInteger looked = new AtomicInteger();
    private final AtomicReference<@Nullable Exception> failed = new AtomicReference<>();
    private final List<Future<?>> deeds = new ArrayList<>();
    private final long startNanos = System.nanoTime();
    private final List<Double> minutes = new ArrayList<>();
    private final List<Double> heap = new ArrayList<>();
    private final List<Double> memory = new ArrayList<>();
    private final List<Double> threads = new ArrayList<>();
    private final List<Double> files = new ArrayList<>();

    Soak(Bench bench, Site site, GatewayProcess gateway) {
      this.bench = bench;
      this.site = site;
      this.gateway = gateway;
      this.control = site.control(gateway, "gateway");
    }

    Findings run(Duration duration) throws Exception {
      releases.add(site.serve(ITEMS));
      visitors.arrive(control, USERS, 1);
      int looks = bench.quick() ? QUICK_LOOKS : LOOKS;
      ScheduledExecutorService doing = new ScheduledThreadPoolExecutor(4);
      Recorded seen;
      try (LoadGenerator load =
          new LoadGenerator(CLIENTS, () -> new HttpCall(gateway.uri(), USERS))) {
        every(doing, EVENTS_EVERY_MILLIS, this::events);
        every(doing, UPDATE_EVERY_MILLIS, this::update);
        every(doing, CUT_EVERY_MILLIS, this::cut);
        every(doing, duration.toMillis() / looks, this::look);
        // On a busy machine looks take longer, and there must be enough of them.
        seen =
            load.open(
                RATE,
                duration.multipliedBy(LONGEST),
                () -> looked.get() >= looks || failed.get() != null);
      } finally {
        deeds.forEach(deed -> deed.cancel(false));
        doing.shutdown();
        if (!doing.awaitTermination(3, TimeUnit.MINUTES)) {
          doing.shutdownNow();
        }
      }
      Exception failure = failed.get();
      if (failure != null) {
        throw failure;
      }
      return findings(seen);
    }

    private Findings findings(Recorded seen) {
      Flatness flatHeap = Flatness.of("heap", "MB", heap);
      Flatness flatMemory = Flatness.of("rss", "MB", memory);
      Flatness flatThreads = Flatness.of("threads", "", threads);
      Flatness flatFiles = Flatness.of("files", "", files);
      List<Figure> figures = new ArrayList<>();
      for (Flatness each : List.of(flatHeap, flatMemory, flatThreads, flatFiles)) {
        figures.add(each.early());
        figures.add(each.late());
      }
      return new Findings(
          figures,
          List.of(
              flatHeap.claim("live heap, last quarter over second", LIMIT),
              flatMemory.claim("resident memory, last quarter over second", LIMIT),
              flatThreads.claim("threads, last quarter over second", LIMIT),
              flatFiles.claim("open files, last quarter over second", LIMIT),
              new Claim(
                  "failed requests of %,d".formatted(seen.requests()),
                  seen.failures(),
                  0,
                  "",
                  true)),
          List.of(
              "%,d requests, %,d events, %,d swaps of which a third are updates, %,d cut connections"
                      .formatted(seen.requests(), events.get(), swaps.get(), cuts.get())
                  + (seen.failure() == null ? "." : "; first failure: " + seen.failure())),
          List.of(
              new Series("resident memory", "MB", minutes, memory),
              new Series("live heap", "MB", minutes, heap)));
    }

    private void events() throws Exception {
      visitors.arrive(control, EVENTS, 1);
      events.addAndGet(EVENTS);
    }

    /** An update over the broker, and there and back by hand. */
    private void update() throws Exception {
      ModelPackage release = site.serve(ITEMS);
      releases.addLast(release);
      control.activate(releases.peekFirst().id().digest());
      control.activate(release.id().digest());
      site.forget(releases.removeFirst());
      swaps.addAndGet(3);
    }

    private void cut() {
      site.line().cut();
      cuts.incrementAndGet();
    }

    private void look() throws Exception {
      minutes.add((System.nanoTime() - startNanos) / 60e9);
      heap.add(HeapUse.live(gateway.pid()));
      ProcessUse use = ProcessUse.of(gateway.pid());
      memory.add(use.residentMegabytes());
      threads.add((double) use.threads());
      files.add((double) use.files());
      looked.incrementAndGet();
      if (heap.size() % 8 == 0) {
        bench.say(
            "live heap %.1f MB, resident %.0f MB, %d threads, %d files, %,d swaps"
                .formatted(
                    heap.get(heap.size() - 1),
                    use.residentMegabytes(),
                    use.threads(),
                    use.files(),
                    swaps.get()));
      }
    }

    private void every(ScheduledExecutorService doing, long millis, Deed deed) {
      deeds.add(
          doing.scheduleAtFixedRate(
              () -> {
                try {
                  deed.run();
                } catch (Exception e) {
                  failed.compareAndSet(null, e);
                  throw new IllegalStateException(e); // ends the repetition
                }
              },
              millis,
              millis,
              TimeUnit.MILLISECONDS));
    }
  }

  @FunctionalInterface
  private interface Deed {
    void run() throws Exception;
  }
}
