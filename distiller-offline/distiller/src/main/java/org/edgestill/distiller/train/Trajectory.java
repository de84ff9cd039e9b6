package org.edgestill.distiller.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * States along a training, evenly spaced however long it gets: every state is kept until there are
 * too many, then every second one is, and so on. What is kept depends on nothing but the number of
 * epochs done, so a training that was stopped and goes on keeps the same.
 */
final class Trajectory {

  static final Trajectory NONE = new Trajectory(Path.of(""), "", 0);

  private static final float[] NOTHING = {};

  private final Path directory;
  private final String name;
  private final int atMost;

  Trajectory(Path directory, String name, int atMost) {
    this.directory = directory;
    this.name = name;
    this.atMost = atMost;
  }

  /** The epochs whose states are kept after so many epochs, ascending. */
  int[] epochs(int done) {
    if (atMost == 0) {
      return new int[0];
    }
    int stride = 1;
    while (done / stride > atMost) {
      stride *= 2;
    }
    int step = stride;
    return IntStream.rangeClosed(1, done / step).map(i -> i * step).toArray();
  }

  private Path file(int epoch) {
    return directory.resolve(name + "-epoch-" + epoch + ".state");
  }

  /** Keeps the newest state if it is due, and drops what is kept no longer. */
  void keep(TrainingState state, double ndcg10) throws IOException {
    int epoch = state.epoch();
    int[] keep = epochs(epoch);
    if (keep.length > 0 && keep[keep.length - 1] == epoch) {
      new TrainingState(
              state.fingerprint(),
              epoch,
              epoch,
              ndcg10,
              state.restarts(),
              state.optimiserSteps(),
              NOTHING,
              NOTHING,
              NOTHING,
              state.parameters())
          .write(file(epoch));
    }
    for (int before : epochs(epoch - 1)) {
      if (IntStream.of(keep).noneMatch(kept -> kept == before)) {
        Files.deleteIfExists(file(before));
      }
    }
  }

  /** Whether all states are there that are to be kept after so many epochs. */
  boolean isKept(int done, String fingerprint) {
    return IntStream.of(epochs(done))
        .allMatch(
            epoch -> {
              try {
                return read(epoch, fingerprint).isPresent();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  /** A kept state, as if its epoch were the best; empty if it is not there. */
  Optional<TrainingState> read(int epoch, String fingerprint) throws IOException {
    return TrainingState.read(file(epoch), fingerprint);
  }
}
