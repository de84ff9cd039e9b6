package org.edgestill.testbed;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.edgestill.api.model.Feedback;
import org.edgestill.api.model.InstalledModel;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.model.ProbeReport;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.model.ServingStatistics;
import org.jspecify.annotations.Nullable;

/**
 * Releases 1 to n of a model, in memory, the newest of which serves and the one before which did
 * before. The digest of release n is {@link #digest(int)}; release 1 does not pass its probe.
 */
public final class SequelRegistry implements ModelRegistry {

  private final String name;
  private final List<InstalledModel> newestFirst;
  private @Nullable InstalledModel active;
  private @Nullable InstalledModel previous;

  /** A registry of at least two releases. */
  public SequelRegistry(String name, int releases) {
    this.name = name;
    newestFirst = IntStream.range(0, releases).mapToObj(i -> release(name, releases - i)).toList();
    active = newestFirst.get(0);
    previous = newestFirst.get(1);
  }

  /** The number in four digits, and that over and over. */
  public static String digest(int release) {
    return "%04d".formatted(release).repeat(16);
  }

  private static InstalledModel release(String name, int number) {
    return new InstalledModel(
        new ModelId(name, number, digest(number)),
        Instant.EPOCH.plusSeconds(number),
        1_000,
        100,
        Map.of("ndcg@10", 0.08));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized Optional<InstalledModel> active() {
    return Optional.ofNullable(active);
  }

  @Override
  public synchronized Optional<InstalledModel> previous() {
    return Optional.ofNullable(previous);
  }

  @Override
  public List<InstalledModel> installed() {
    return newestFirst;
  }

  @Override
  public InstalledModel install(Path folder) throws ModelRefusedException {
    throw new ModelRefusedException(RefusalCode.DISK_FULL, "nothing can be installed here");
  }

  @Override
  public ProbeReport probe(String digest) throws ModelRefusedException {
    if (digest.equals(digest(1))) {
      throw new ModelRefusedException(RefusalCode.PROBE_FAILED, "it does not pass its probe");
    }
    return new ProbeReport(1, 1, 0, 100);
  }

  @Override
  public synchronized void activate(String digest) throws ModelRefusedException {
    if (active != null && active.id().digest().equals(digest)) {
      return;
    }
    probe(digest);
    previous = active;
    active =
        newestFirst.stream().filter(m -> m.id().digest().equals(digest)).findFirst().orElseThrow();
  }

  @Override
  public synchronized void rollBack() throws ModelRefusedException {
    if (previous == null) {
      throw new ModelRefusedException(
          RefusalCode.UNABLE_TO_ROLLBACK, "there is no release that served before");
    }
    active = previous;
    previous = null;
  }

  @Override
  public boolean remove(String digest) {
    return false;
  }

  @Override
  public Optional<String> card(String digest) {
    return digest.equals(digest(1)) ? Optional.empty() : Optional.of("# " + name);
  }

  @Override
  public ServingStatistics statistics() {
    return new ServingStatistics(7, 0, 1, 90, 150);
  }

  @Override
  public Map<String, Feedback> feedback() {
    return Map.of(digest(newestFirst.size()), new Feedback(6, 2));
  }
}
