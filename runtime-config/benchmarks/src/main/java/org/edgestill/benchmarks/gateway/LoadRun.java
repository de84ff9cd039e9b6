package org.edgestill.benchmarks.gateway;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.edgestill.benchmarks.Bench;
import org.edgestill.benchmarks.Claim;
import org.edgestill.load.Load;
import org.edgestill.load.Recorded;
import org.edgestill.model.FileEntry;
import org.edgestill.model.ModelPackage;

/**
 * Puts one kind of load on a gateway. What is compared alternates in each round: at rest, swaps, at
 * rest, download. So whatever else the machine does meets all of them.
 */
final class LoadRun {
  /** At which share of the most that it can do a gateway is measured. */
  private static final double SHARE = 0.5;

  private static final double SWAPS_LIMIT = 1.5;
  private static final double DOWNLOAD_LIMIT = 1.2;
  private static final Duration SWAP_EVERY = Duration.ofSeconds(1);

  private static final Duration LONGEST_DOWNLOAD = Duration.ofMinutes(2);

  private final Bench bench;
  private final String prefix;
  private final Site site;
  private final Control gateway;
  private final Load load;
  private final Samples samples;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private double rate;

  /**
   * A run.
   *
   * @param prefix of the names of its figures
   * @param load on the gateway
   */
  LoadRun(Bench bench, String prefix, Site site, Control gateway, Load load, Samples samples) {
    this.bench = bench;
    this.prefix = prefix;
    this.site = site;
    this.gateway = gateway;
    this.load = load;
    this.samples = samples;
  }

  /**
   * Measures.
   *
   * @param one a release that is installed
   * @param other another one of the same size, to swap with
   * @param large how many items a release has that is downloaded
   * @return what is claimed of it
   */
  List<Claim> run(ModelPackage one, ModelPackage other, int large) throws Exception {
    warmUp(one, other);
    int rounds = bench.quick() ? 1 : 5;
    for (int round = 1; round <= rounds; round++) {
      steady();
      swaps(one, other);
      steady();
      // another number of items each time: of the same catalogue nothing would be downloaded again
      download(large + round);
      bench.say(
          "%s, round %d of %d: p99 %,.0f us at rest, %,.0f with swaps, %,.0f during a download"
              .formatted(
                  prefix,
                  round,
                  rounds,
                  samples.figure(prefix + "/rest/p99").median(),
                  samples.figure(prefix + "/swaps/p99").median(),
                  samples.figure(prefix + "/download/p99").median()));
    }
    return List.of(
        Claim.ratio(
            prefix + ": p99 with a swap every second, over that at rest",
            samples.figure(prefix + "/swaps/p99"),
            samples.figure(prefix + "/rest/p99"),
            SWAPS_LIMIT),
        Claim.ratio(
            prefix + ": p99 during a download, over that at rest",
            samples.figure(prefix + "/download/p99"),
            samples.figure(prefix + "/rest/p99"),
            DOWNLOAD_LIMIT),
        new Claim(
            prefix + ": failed requests of %,d".formatted(requests.get()),
            failures.get(),
            0,
            "",
            true));
  }

  /** Until all of it is compiled, swaps included; then how much it can do at most. */
  private void warmUp(ModelPackage one, ModelPackage other) throws Exception {
    bench.say(prefix + ": warming up");
    load.closed(Duration.ofSeconds(bench.quick() ? 2 : 15));
    for (int i = 0; i < 5; i++) {
      gateway.activate(one.id().digest());
      gateway.activate(other.id().digest());
    }
    for (int i = 0; i < (bench.quick() ? 1 : 5); i++) {
      Recorded most = load.closed(Duration.ofSeconds(bench.quick() ? 1 : 3));
      count(most);
      samples.add(prefix + "/most", "1/s", most.rate());
    }
    rate = SHARE * samples.figure(prefix + "/most").median();
    bench.say("%s: %,.0f requests a second from here on".formatted(prefix, rate));
  }

  private void steady() throws Exception {
    add("rest", load.open(rate, phase(), () -> false));
  }

  private void swaps(ModelPackage one, ModelPackage other) throws Exception {
    AtomicLong swaps = new AtomicLong();
    ScheduledExecutorService swapping = Executors.newSingleThreadScheduledExecutor();
    try {
      Future<?> all =
          swapping.scheduleAtFixedRate(
              () -> activate(swaps.getAndIncrement() % 2 == 0 ? one : other),
              0,
              SWAP_EVERY.toMillis(),
              TimeUnit.MILLISECONDS);
      add("swaps", load.open(rate, phase(), () -> false));
      if (all.isDone()) {
        all.get(); // a swap failed: says why
      }
    } finally {
      swapping.shutdown();
      swapping.awaitTermination(1, TimeUnit.MINUTES);
    }
  }

  private void activate(ModelPackage release) {
    try {
      gateway.activate(release.id().digest());
    } catch (Exception e) {
      throw new IllegalStateException("the swap to " + release.id() + " failed", e);
    }
  }

  /** Its last chunk is not there, so that it is a download only: nothing is put in service. */
  private void download(int items) throws Exception {
    ModelPackage release = site.make(items);
    site.uploadIncomplete(release);
    FileEntry student = release.manifest().file(ModelPackage.STUDENT).orElseThrow();
    long there =
        release.manifest().totalLength() - student.chunkLength(student.chunks().size() - 1);
    long before = site.line().bytesDown();
    ScheduledExecutorService announcing = Executors.newSingleThreadScheduledExecutor();
    try {
      Future<?> announced =
          announcing.submit(
              () -> {
                site.announce(release);
                return null;
              });
      Recorded seen =
          load.open(rate, LONGEST_DOWNLOAD, () -> site.line().bytesDown() - before >= there);
      announced.get();
      if (site.line().bytesDown() - before < there) {
        throw new TimeoutException("a download took longer than " + LONGEST_DOWNLOAD);
      }
      add("download", seen);
      samples.add(prefix + "/download/rate", "MB/s", there / seen.seconds() / 1e6);
    } finally {
      announcing.shutdownNow();
    }
    site.forget(release);
  }

  private Duration phase() {
    return Duration.ofSeconds(bench.quick() ? 2 : 6);
  }

  private void add(String phase, Recorded seen) {
    count(seen);
    String name = prefix + "/" + phase + "/";
    samples.add(name + "p50", "us", seen.micros(50));
    samples.add(name + "p99", "us", seen.micros(99));
    samples.add(name + "p99.9", "us", seen.micros(99.9));
  }

  private void count(Recorded seen) {
    requests.addAndGet(seen.requests());
    failures.addAndGet(seen.failures());
    if (seen.failure() != null) {
      bench.say(prefix + ": a request failed: " + seen.failure());
    }
  }
}
