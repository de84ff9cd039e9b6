package org.edgestill.inference.internal;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.edgestill.api.recommend.RecommendationResult.Source;

/** The main of a process that swaps two models under load and prints how large it has become. */
final class SwapMemory {

  static final int FIRST = 100;

  /** What is resident for a moment only is not what was lost: the smallest of so many counts. */
  private static final int SAMPLES = 10;

  private static final int USERS = 2;

  private SwapMemory() {}

  /** Prints the resident bytes after the first swaps and after all, requests, and lost ones. */
  public static void main(String[] arguments) throws Exception {
    int swaps = Integer.parseInt(arguments[1]);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong asked = new AtomicLong();
    AtomicLong lost = new AtomicLong();
    try (TestGateway gateway = TestGateway.start(Path.of(arguments[0]))) {
      gateway.views(10, 20, 30);
      String[] digests = {gateway.serve(TestModel.sound(1)), gateway.serve(TestModel.sound(2))};
      Thread[] users = new Thread[USERS];
      for (int user = 0; user < USERS; user++) {
        users[user] =
            new Thread(
                () -> {
                  while (!stop.get()) {
                    asked.incrementAndGet();
                    if (gateway.ask(10).source() != Source.STUDENT) {
                      lost.incrementAndGet();
                    }
                  }
                });
        users[user].start();
      }
      long first = swap(gateway, digests, FIRST);
      long last = swap(gateway, digests, swaps - FIRST);
      stop.set(true);
      for (Thread user : users) {
        user.join();
      }
      System.out.printf("%nSWAPS %d %d %d %d%n", first, last, asked.get(), lost.get());
    }
  }

  private static long swap(TestGateway gateway, String[] digests, int swaps) throws Exception {
    long smallest = Long.MAX_VALUE;
    for (int swap = 0; swap < swaps; swap++) {
      gateway.registry().activate(digests[swap % 2]);
      if (swap >= swaps - SAMPLES) {
        smallest = Math.min(smallest, NativeMemory.resident());
      }
    }
    return smallest;
  }
}
