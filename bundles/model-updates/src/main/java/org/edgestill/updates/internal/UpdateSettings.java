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
   */
  public record Transfer(
      int window,
      Duration chunkDeadline,
      int badChunks,
      Duration metadataDeadline,
      long maxTotalBytes) {

    /** 16 chunks at a time, 30 s each, 5 wrong ones, 10 s for metadata, 1 GiB. */
    public static final Transfer DEFAULT =
        new Transfer(16, Duration.ofSeconds(30), 5, Duration.ofSeconds(10), 1L << 30);

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
    }
  }

  /**
   * How to watch a new release in service.
   *
   * @param duration how long
   * @param minRequests fewer prove nothing
   * @param maxFailureRate the share of requests on which the student may fail, 0 to 1
   * @param maxFallbackRise how much the share of requests that the student did not answer may be
   *     above that of the release before, 0 to 1
   * @param crashes unclean ends of the process after which the release is taken back
   */
  public record Probation(
      Duration duration,
      long minRequests,
      double maxFailureRate,
      double maxFallbackRise,
      int crashes) {

    /** 60 s, 20 requests, 1 % failures, 50 % more fallbacks, 3 crashes. */
    public static final Probation DEFAULT = new Probation(Duration.ofSeconds(60), 20, 0.01, 0.5, 3);

    /**
     * Checks every component.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public Probation {
      require(!duration.isNegative(), "the probation can not be shorter than 0");
      require(minRequests >= 1, "the probation needs at least 1 request");
      require(maxFailureRate >= 0 && maxFailureRate <= 1, "the failure rate is 0 to 1");
      require(maxFallbackRise >= 0 && maxFallbackRise <= 1, "the rise of fallbacks is 0 to 1");
      require(crashes >= 1, "the limit of crashes must be at least 1");
    }
  }

  /** The folder of this model. */
  Path home() {
    return directory.resolve(modelName);
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
