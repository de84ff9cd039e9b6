package org.edgestill.features.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.BehaviourLog;

/**
 * Measures the store; the figures in the README are from here.
 *
 * <p>Arguments: directory, users, appends in all, threads.
 */
final class StoreFigures {

  private StoreFigures() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    int users = Integer.parseInt(arguments[1]);
    int appends = Integer.parseInt(arguments[2]);
    int threads = Integer.parseInt(arguments[3]);
    CompletableFuture<BehaviourLog> opened = new CompletableFuture<>();
    long openStart = System.nanoTime();
    BehaviourStore store =
        BehaviourStore.open(new StoreSettings(directory, 200, 10_000), opened::complete);
    opened.get(60, TimeUnit.SECONDS);
    System.out.printf("open %.1f ms%n", (System.nanoTime() - openStart) / 1e6);
    long[] nanos = new long[appends];
    long start = System.nanoTime();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    for (int t = 0; t < threads; t++) {
      int first = t;
      pool.execute(() -> append(store, users, nanos, first, threads));
    }
    pool.shutdown();
    if (!pool.awaitTermination(1, TimeUnit.HOURS)) {
      throw new IllegalStateException("not done within an hour");
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    print("append", nanos);
    System.out.printf(
        "%d threads: %.0f appends a second, file %d KiB, %d users%n",
        threads,
        appends / seconds,
        Files.size(directory.resolve("behaviours.mv")) >> 10,
        store.userCount());
    Random random = new Random(2);
    long[] reads = new long[20_000];
    for (int i = 0; i < reads.length; i++) {
      long from = System.nanoTime();
      store.history("user-" + random.nextInt(users), 50);
      reads[i] = System.nanoTime() - from;
    }
    print("history of 50", reads);
    long from = System.nanoTime();
    store.forget("user-1");
    System.out.printf("forget %.1f ms%n", (System.nanoTime() - from) / 1e6);
    from = System.nanoTime();
    store.close();
    System.out.printf("close %.1f ms%n", (System.nanoTime() - from) / 1e6);
  }

  private static void append(BehaviourLog log, int users, long[] nanos, int first, int step) {
    Random random = new Random(first);
    for (int i = first; i < nanos.length; i += step) {
      String user = "user-" + random.nextInt(users);
      String item = "item-" + random.nextInt(5_000);
      long from = System.nanoTime();
      log.append(BehaviourEvent.of(user, item, "view", System.currentTimeMillis()));
      nanos[i] = System.nanoTime() - from;
    }
  }

  private static void print(String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        "%s: p50 %.1f us, p99 %.1f us, max %.1f us%n",
        what,
        nanos[nanos.length / 2] / 1e3,
        nanos[(int) (nanos.length * 0.99)] / 1e3,
        nanos[nanos.length - 1] / 1e3);
  }
}
