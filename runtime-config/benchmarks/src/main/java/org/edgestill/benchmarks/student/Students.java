package org.edgestill.benchmarks.student;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.benchmarks.Bench;
import org.edgestill.inference.internal.ServedModel;
import org.edgestill.model.io.DurableFiles;
import org.edgestill.testbed.MemoryLog;
import org.edgestill.testbed.RandomRelease;

/**
 * Students of random weights, one of each number of items, written and put in service once for all
 * parts: a Transformer of width {@value #WIDTH} over {@value #LENGTH} events with a table of 8 bits
 * and a prior of {@value #SUCCESSORS} successors. What is measured does not depend on what was
 * learned.
 */
public final class Students {
  static final String MODEL = "recommendations";
  static final int LENGTH = 50;
  static final int WIDTH = 64;
  private static final int SUCCESSORS = 16;
  private static final int CHUNK_LENGTH = 64 * 1024;

  private final Map<Integer, Path> stores = new HashMap<>();

  /** The release of so many items. */
  static RandomRelease release(int items) {
    return RandomRelease.of(MODEL, 1, items)
        .sized(new RandomRelease.Size(LENGTH, WIDTH, SUCCESSORS));
  }

  /**
   * A model store in which the student of so many items is in service.
   *
   * @return its folder
   */
  synchronized Path store(Bench bench, int items)
      throws IOException, OrtException, ModelRefusedException, InterruptedException {
    Path known = stores.get(items);
    if (known != null) {
      return known;
    }
    bench.say("a student of %,d items is written".formatted(items));
    Path folder = Files.createDirectories(bench.work().resolve("students"));
    Path written = folder.resolve(items + "-written");
    Path store = folder.resolve(Integer.toString(items));
    release(items).write(written, CHUNK_LENGTH);
    try (ServedModel served = ServedModel.open(store, MODEL, new MemoryLog())) {
      served.registry().activate(served.registry().install(written).id().digest());
    }
    DurableFiles.deleteTree(written);
    stores.put(items, store);
    return store;
  }

  /** The folder of the one release in a store. */
  static Path release(Path store) throws IOException {
    try (var releases = Files.list(store.resolve(MODEL).resolve("releases"))) {
      return releases.filter(Files::isDirectory).findFirst().orElseThrow();
    }
  }
}
