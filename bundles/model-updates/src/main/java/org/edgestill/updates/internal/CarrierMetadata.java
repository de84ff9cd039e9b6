package org.edgestill.updates.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.carrier.Carrier.Subscription;
import org.edgestill.trust.MetadataSource;
import org.edgestill.trust.Role;
import org.edgestill.updates.publisher.Topics;
import org.jspecify.annotations.Nullable;

/**
 * Metadata as retained messages. A broker does not say that a topic has none, so absence is silence
 * for a while; the wait ends early when the engine stops.
 */
final class CarrierMetadata implements MetadataSource {

  /**
   * Every refresh asks for a root that normally does not exist yet, so this silence is waited for
   * each time. A root that comes later counts at the next refresh.
   */
  private static final Duration ROOT_SILENCE = Duration.ofSeconds(1);

  private final Carrier carrier;
  private final Topics topics;
  private final String channel;
  private final Duration deadline;
  private final CompletableFuture<Void> stopped;
  private volatile byte @Nullable [] timestamp;

  CarrierMetadata(Carrier carrier, UpdateSettings settings, CompletableFuture<Void> stopped) {
    this.carrier = carrier;
    this.topics = settings.topics();
    this.channel = settings.channel();
    this.deadline = settings.transfer().metadataDeadline();
    this.stopped = stopped;
  }

  /** The newest timestamp, which the engine is subscribed to anyway. */
  void timestamp(byte[] newest) {
    timestamp = newest;
  }

  byte @Nullable [] timestamp() {
    return timestamp;
  }

  @Override
  public Optional<byte[]> fetch(Role role, long version, int maxBytes) throws IOException {
    if (role == Role.TIMESTAMP) {
      return Optional.ofNullable(timestamp);
    }
    boolean root = role == Role.ROOT && ROOT_SILENCE.compareTo(deadline) < 0;
    return await(topics.metadata(channel, role, version), root ? ROOT_SILENCE : deadline);
  }

  private Optional<byte[]> await(String topic, Duration patience) throws IOException {
    if (!carrier.connected()) {
      throw new IOException("not connected to the broker");
    }
    CompletableFuture<byte[]> arrived = new CompletableFuture<>();
    Subscription subscription =
        carrier.subscribe(
            topic,
            m -> {
              if (m.payload().length > 0) {
                arrived.complete(m.payload());
              }
            });
    try {
      CompletableFuture.anyOf(arrived, stopped).get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (stopped.isDone()) {
        throw new IOException("stopping");
      }
      return Optional.of(arrived.join());
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      subscription.close();
    }
  }
}
