package org.edgestill.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.edgestill.api.model.LatencyDistribution;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

  @Test
  void percentilesAreRightWithinSixPercent() {
    LatencyHistogram histogram = new LatencyHistogram();
    assertThat(histogram.percentileMicros(0.5)).isZero();
    for (int micros = 1; micros <= 10_000; micros++) {
      histogram.record(micros * 1_000L);
    }
    assertThat(histogram.percentileMicros(0.5)).isCloseTo(5_000, withinPercentage(6));
    assertThat(histogram.percentileMicros(0.99)).isCloseTo(9_900, withinPercentage(6));
    assertThat(histogram.percentileMicros(1)).isCloseTo(10_000, withinPercentage(6));
  }

  @Test
  void theSmallestAndTheLargestHaveABucket() {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.record(-1);
    histogram.record(0);
    histogram.record(Long.MAX_VALUE);
    assertThat(histogram.percentileMicros(0.5)).isZero();
    assertThat(histogram.percentileMicros(1))
        .isCloseTo(Long.MAX_VALUE / 1_000.0, withinPercentage(6));
  }

  @Test
  void theDistributionCountsEachRequestOnce_inTheBucketThatItBelongsTo() {
    LatencyHistogram histogram = new LatencyHistogram();
    long octave = 1L << 20;
    histogram.record(octave - 1);
    histogram.record(octave);
    histogram.record(octave + octave / 2);
    histogram.record(1);
    histogram.record(10_000_000_000L);

    LatencyDistribution seen = histogram.distribution();

    assertThat(seen.buckets().stream().filter(bucket -> bucket.requests() > 0))
        .containsExactly(
            new LatencyDistribution.Bucket((1 << 14) / 1_000.0, 1),
            new LatencyDistribution.Bucket(octave / 1_000.0, 1),
            new LatencyDistribution.Bucket(1.5 * octave / 1_000.0, 1),
            new LatencyDistribution.Bucket(2 * octave / 1_000.0, 1),
            new LatencyDistribution.Bucket(Double.POSITIVE_INFINITY, 1));
    assertThat(seen.buckets())
        .extracting(LatencyDistribution.Bucket::belowMicros)
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(seen.sumMicros()).isCloseTo(10_003_670.0, withinPercentage(0.1));
  }

  @Test
  void theLowerBoundOfAPercentileComesNearWithMoreValues() {
    LatencyHistogram few = new LatencyHistogram();
    LatencyHistogram many = new LatencyHistogram();
    assertThat(few.lowMicros(0.99)).isZero();
    for (int micros = 1; micros <= 100; micros++) {
      few.record(micros * 1_000L);
    }
    for (int i = 0; i < 100_000; i++) {
      many.record((1 + i % 100) * 1_000L);
    }
    assertThat(few.lowMicros(0.99)).isBetween(85.0, 95.0);
    assertThat(many.lowMicros(0.99)).isCloseTo(99, withinPercentage(6));
  }
}
