package org.edgestill.inference.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.edgestill.api.features.FeatureExtractor;
import org.edgestill.model.VersionRange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The installed feature extractors, and for each loaded model the best of those that it
 * understands. Several may be there at once, for instance while one replaces another.
 */
final class Extractors {

  private static final Logger LOG = LoggerFactory.getLogger(Extractors.class);

  private final Duration patience;
  private final List<Known> known = new ArrayList<>();
  private final List<Feed> feeds = new ArrayList<>();

  Extractors(Duration patience) {
    this.patience = patience;
  }

  private record Known(FeatureExtractor extractor, String version, int ranking) {}

  /**
   * An extractor came.
   *
   * @param version of the feature schema that it provides
   * @param ranking the higher is taken first; of equals, the one that came first
   */
  synchronized void add(FeatureExtractor extractor, String version, int ranking) {
    known.add(new Known(extractor, version, ranking));
    known.sort((a, b) -> Integer.compare(b.ranking(), a.ranking()));
    feeds.forEach(this::choose);
  }

  /** An extractor went. */
  synchronized void remove(FeatureExtractor extractor) {
    known.removeIf(candidate -> candidate.extractor() == extractor);
    feeds.forEach(this::choose);
  }

  /** What a model that needs a range of versions is fed by, from now until it is closed. */
  synchronized Feed feed(VersionRange range) {
    Feed feed = new Feed(range);
    feeds.add(feed);
    choose(feed);
    return feed;
  }

  private void choose(Feed feed) {
    feed.use(
        known.stream()
            .filter(candidate -> satisfies(feed.range, candidate.version()))
            .map(Known::extractor)
            .findFirst()
            .orElse(null));
  }

  private synchronized void forget(Feed feed) {
    feeds.remove(feed);
  }

  private static boolean satisfies(VersionRange range, String version) {
    try {
      return range.includes(version);
    } catch (IllegalArgumentException e) {
      LOG.warn("A feature extractor is ignored: {}", e.getMessage());
      return false;
    }
  }

  /** The extractor of one model; changes with what is installed. */
  final class Feed implements AutoCloseable {
    private final VersionRange range;
    private final PatientGate<FeatureExtractor> gate = new PatientGate<>(patience);
    private @Nullable FeatureExtractor used;

    private Feed(VersionRange range) {
      this.range = range;
    }

    /** Only called with the lock of {@link Extractors}. */
    private void use(@Nullable FeatureExtractor next) {
      FeatureExtractor last = used;
      if (next == last) {
        return;
      }
      used = next;
      if (next != null) {
        gate.set(next);
      } else if (last != null) {
        gate.unset(last);
      }
    }

    /** Calls the extractor; empty if none that fits came in time. */
    <R> Optional<R> call(Function<? super FeatureExtractor, ? extends R> call) {
      return gate.call(call);
    }

    /** Whether an extractor that fits is there, or comes in time. */
    boolean satisfied() {
      return call(extractor -> true).isPresent();
    }

    @Override
    public void close() {
      forget(this);
    }
  }
}
