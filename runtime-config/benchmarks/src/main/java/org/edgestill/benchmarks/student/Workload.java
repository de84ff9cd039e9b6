package org.edgestill.benchmarks.student;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.behaviour.Behaviours;
import org.edgestill.api.recommend.RecommendationRequest;
import org.edgestill.features.internal.BehaviourStore;
import org.edgestill.features.internal.StoreSettings;
import org.edgestill.model.io.DurableFiles;
import org.edgestill.testbed.RandomRelease;

/** A user with a history, in a behaviour store on disk as a gateway has it, and a request. */
final class Workload implements AutoCloseable {
  static final int K = 10;
  private static final String USER = "somebody";
  private static final long START_MILLIS = 1_700_000_000_000L;
  private static final long BETWEEN_MILLIS = 90_000;
  private static final long OPEN_SECONDS = 30;

  private final Path folder;
  private final BehaviourStore store;

  private Workload(Path folder, BehaviourStore store) {
    this.folder = folder;
    this.store = store;
  }

  /**
   * Opens a store of its own with the history in it.
   *
   * @param items V, of which the history is drawn
   * @param length how many events
   */
  static Workload open(int items, int length) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("edgestill-bench");
    CountDownLatch opened = new CountDownLatch(1);
    BehaviourStore store =
        BehaviourStore.open(new StoreSettings(folder, 200, 10_000), log -> opened.countDown());
    if (!opened.await(OPEN_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("the behaviour store in " + folder + " did not open");
    }
    store.appendAll(history(items, length));
    return new Workload(folder, store);
  }

  /** Views and purchases of random items, one every minute and a half. */
  static List<BehaviourEvent> history(int items, int length) {
    Random random = new Random(length);
    List<BehaviourEvent> events = new ArrayList<>(length);
    for (int t = 0; t < length; t++) {
      events.add(
          BehaviourEvent.of(
              USER,
              RandomRelease.item(1 + random.nextInt(items)),
              t % 4 == 3 ? Behaviours.PURCHASE : Behaviours.VIEW,
              START_MILLIS + t * BETWEEN_MILLIS));
    }
    return events;
  }

  BehaviourLog log() {
    return store;
  }

  /** What the store has of the user. */
  List<BehaviourEvent> stored() {
    return store.history(USER, 200);
  }

  /** The ten best that the user has not seen. */
  static RecommendationRequest request() {
    return RecommendationRequest.of(USER, K);
  }

  @Override
  public void close() throws IOException {
    store.close();
    DurableFiles.deleteTree(folder);
  }
}
