package org.edgestill.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.features.FeatureExtractor;
import org.edgestill.api.service.ServiceGoneException;
import org.edgestill.features.encoder.FeatureEncoder;
import org.edgestill.model.VersionRange;
import org.junit.jupiter.api.Test;

/** Which extractor a model is fed by while extractors come and go. */
class ExtractorsTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final FeatureExtractor first = new FeatureEncoder();
  private final FeatureExtractor second = new FeatureEncoder();

  @Test
  void theHighestRankedThatFitsIsUsed() {
    Extractors extractors = new Extractors(LONG);
    Extractors.Feed feed = extractors.feed(new VersionRange("[1,2)"));
    extractors.add(first, "1.0.0", 0);
    assertThat(feed.<FeatureExtractor>call(used -> used)).contains(first);
    extractors.add(second, "1.1.0", 5);
    assertThat(feed.<FeatureExtractor>call(used -> used)).contains(second);
    extractors.add(new FeatureEncoder(), "2.0.0", 9);
    extractors.add(new FeatureEncoder(), "not a version", 10);
    assertThat(feed.<FeatureExtractor>call(used -> used)).contains(second);
    extractors.remove(second);
    assertThat(feed.<FeatureExtractor>call(used -> used)).contains(first);
  }

  @Test
  void aCallInTheGapWaitsForTheSuccessor() throws Exception {
    Extractors extractors = new Extractors(LONG);
    Extractors.Feed feed = extractors.feed(new VersionRange("[1,2)"));
    extractors.add(first, "1.0.0", 0);
    extractors.remove(first);
    CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(feed::satisfied);
    extractors.add(second, "1.0.0", 0);
    assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anExtractorThatStopsInTheMiddleOfACallIsFollowedByItsSuccessor() {
    Extractors extractors = new Extractors(LONG);
    Extractors.Feed feed = extractors.feed(new VersionRange("[1,2)"));
    extractors.add(first, "1.0.0", 0);
    assertThat(
            feed.<FeatureExtractor>call(
                used -> {
                  if (used == first) {
                    extractors.add(second, "1.0.0", 0);
                    extractors.remove(first);
                    throw new ServiceGoneException("stopped");
                  }
                  return used;
                }))
        .contains(second);
  }

  @Test
  void whatIsMissingForLongerThanThePatienceIsNotWaitedFor() {
    Extractors extractors = new Extractors(Duration.ZERO);
    try (Extractors.Feed feed = extractors.feed(new VersionRange("[2,3)"))) {
      extractors.add(first, "1.0.0", 0);
      assertThat(feed.satisfied()).isFalse();
    }
  }
}
