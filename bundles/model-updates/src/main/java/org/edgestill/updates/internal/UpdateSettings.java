package org.edgestill.updates.internal;

import java.nio.file.Path;
import java.time.Duration;
import org.edgestill.api.model.ModelId;
import org.edgestill.updates.publisher.Topics;
import org.jspecify.annotations.Nullable;

/**
 * What to update, from where, and within which bounds.
 *
 * @param modelName the model
 * @param channel the channel to follow
 * @param gatewayId this gateway
 * @param deviceClass what kind of gateway it is; empty for any
 * @param directory where state, trusted metadata and unfinished releases are kept; on the same file
 *     system as the model store
 * @param rootFile the provisioned TUF root
 * @param modelsDirectory the model store, whose files are read to save transfers; {@code null} for
 *     none
 * @param topics where things are on the broker
 * @param statusTopic where to report
 * @param transfer how to fetch
 * @param probation how to watch
 * @param shadow how to try before
 * @param checkInterval the longest time between two looks at the metadata
 * @param retryMin the first pause after a refusal; doubles with each
 * @param retryMax the longest pause
 * @param patience how long to wait for a model registry that is being replaced
 */
public record UpdateSettings(
    String modelName,
    String channel,
    String gatewayId,
    String deviceClass,
    Path directory,
    Path rootFile,
    @Nullable Path modelsDirectory,
    Topics topics,
    String statusTopic,
    Transfer transfer,
    Probation probation,
    Shadow shadow,
    Duration checkInterval,
    Duration retryMin,
    Duration retryMax,
    Duration patience) {

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if a component is out of its range
   */
  public UpdateSettings {
    require(ModelId.isName(modelName), "'" + modelName + "' can not be a model's name");
    require(!gatewayId.isEmpty(), "gateway.id must be set: it names this gateway at the broker");
    require(positive(checkInterval), "the check interval must be above 0");
    require(
        positive(retryMin) && retryMin.compareTo(retryMax) <= 0,
        "the shortest retry pause must be above 0 and not above the longest");
  }

  /**
   * How to fetch.
   *
   * @param window chunks asked for at a time, 1 to 256
   * @param chunkDeadline how long a chunk may take until it is asked for again
   * @param badChunks wrong chunks after which the transfer pauses and reports, at least 1
   * @param metadataDeadline how long a piece of metadata may take
   * @param maxTotalBytes larger releases are refused
   * @param bytesPerSecond how fast to fetch at most, over a second or more; 0 for no limit
   */
  public record Transfer(
      int window,
      Duration chunkDeadline,
      int badChunks,
      Duration metadataDeadline,
      long maxTotalBytes,
      long bytesPerSecond) {

    /**
     * 16 chunks at a time, 30 s each, 5 wrong ones, 10 s for metadata, 1 GiB, as fast as it goes.
     */
    public static final Transfer DEFAULT =
        new Transfer(16, Duration.ofSeconds(30), 5, Duration.ofSeconds(10), 1L << 30, 0);

    /**
     * Checks every component.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public Transfer {
      require(window >= 1 && window <= 256, "the window must be 1 to 256 chunks");
      require(positive(chunkDeadline), "the chunk deadline must be above 0");
      require(badChunks >= 1, "the limit of bad chunks must be at least 1");
      require(positive(metadataDeadline), "the metadata deadline must be above 0");
      require(maxTotalBytes > 0, "the largest release must be above 0 bytes");
      require(bytesPerSecond >= 0, "the transfer rate can not be below 0 bytes a second");
    }
  }

  /** What becomes of a release about which too little traffic says nothing. */
  public enum Undecided {
    /** It stays in service. */
    COMMIT,
    /** It is taken back. */
    ROLL_BACK
  }

  /**
   * How to watch a new release in service.
   *
   * @param duration how long at least
   * @param maxDuration how long at most to wait for enough traffic; not shorter
   * @param undecided what to do if it did not come
   * @param crashes unclean ends of the process after which the release is taken back
   * @param minRequests fewer prove nothing
   * @param minJudged fewer answers of which it is known whether they were accepted prove nothing; 0
   *     for not comparing them
   * @param maxFailureRise how much the share of failed requests may be above that of the release
   *     before, 0 to 1
   * @param maxFallbackRise the same for requests that the student did not answer
   * @param maxLatencyRatio how many times slower than the release before its 99th percentile may
   *     be; 0 for not comparing them
   * @param maxAcceptanceDrop the part of the share of accepted answers that may be lost, 0 to 1
   * @param standardErrors what counts as certain, in standard errors of a one-sided bound: 3.09 is
   *     wrong once in a thousand times
   */
  public record Probation(
      Duration duration,
      Duration maxDuration,
      Undecided undecided,
      int crashes,
      long minRequests,
      long minJudged,
      double maxFailureRise,
      double maxFallbackRise,
      double maxLatencyRatio,
      double maxAcceptanceDrop,
      double standardErrors) {

    /**
     * 60 s and not longer, committed without traffic, 3 crashes; from 20 requests and 100 judged
     * answers on 1 % more failures, 50 % more fallbacks, 5 times the latency, 10 % of the
     * acceptance.
     */
    public static final Probation DEFAULT =
        new Probation(
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Undecided.COMMIT,
            3,
            20,
            100,
            0.01,
            0.5,
            5,
            0.1,
            3.09);

    /**
     * Checks every component.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public Probation {
      require(!duration.isNegative(), "the probation can not be shorter than 0");
      require(
          maxDuration.compareTo(duration) >= 0,
          "the longest probation can not be shorter than the shortest");
      require(crashes >= 1, "the limit of crashes must be at least 1");
      require(minRequests >= 1, "the probation needs at least 1 request");
      require(minJudged >= 0, "the number of judged answers can not be below 0");
      require(isShare(maxFailureRise), "the rise of failures is 0 to 1");
      require(isShare(maxFallbackRise), "the rise of fallbacks is 0 to 1");
      require(maxLatencyRatio >= 0, "the ratio of latencies can not be below 0");
      require(isShare(maxAcceptanceDrop), "the drop of acceptance is 0 to 1");
      require(standardErrors > 0, "the standard errors must be above 0");
    }

    /** The same for another time, without a wait for traffic. */
    public Probation lasting(Duration other) {
      return new Probation(
          other,
          other,
          undecided,
          crashes,
          minRequests,
          minJudged,
          maxFailureRise,
          maxFallbackRise,
          maxLatencyRatio,
          maxAcceptanceDrop,
          standardErrors);
    }
  }

  /**
   * How a candidate scores live requests before it is put in service.
   *
   * @param share of the requests, 0 to 1; 0 for no such phase
   * @param duration how long
   */
  public record Shadow(double share, Duration duration) {

    /** No such phase. */
    public static final Shadow NONE = new Shadow(0, Duration.ofSeconds(60));

    /**
     * Checks every component.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public Shadow {
      require(isShare(share), "the share of requests in the shadow is 0 to 1");
      require(!duration.isNegative(), "the shadow can not be shorter than 0");
    }
  }

  /** The folder of this model. */
  Path home() {
    return directory.resolve(modelName);
  }

  private static boolean isShare(double value) {
    return value >= 0 && value <= 1;
  }

  private static boolean positive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
