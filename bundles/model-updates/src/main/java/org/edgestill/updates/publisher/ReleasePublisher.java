package org.edgestill.updates.publisher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.carrier.Message;
import org.edgestill.model.Chunks;
import org.edgestill.model.DeltaEntry;
import org.edgestill.model.Digests;
import org.edgestill.model.FileEntry;
import org.edgestill.model.Manifest;
import org.edgestill.model.ModelPackage;
import org.edgestill.trust.PublishedMetadata;
import org.edgestill.trust.Role;
import org.jspecify.annotations.Nullable;

/**
 * Puts releases and their metadata on a broker, as retained messages. A gateway acts on the
 * timestamp, so what it points to is there first: blobs, then root, targets, snapshot, and the
 * timestamp last.
 *
 * <p>At most {@value #WINDOW} messages are unacknowledged at a time. For one thread.
 */
public final class ReleasePublisher {

  private static final int WINDOW = 16;
  private static final List<Role> ORDER =
      List.of(Role.ROOT, Role.TARGETS, Role.SNAPSHOT, Role.TIMESTAMP);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Hears how far it is. */
  @FunctionalInterface
  public interface Progress {
    /**
     * A message was acknowledged.
     *
     * @param sent bytes of payload that the broker has, since this publisher was made
     */
    void sent(long sent);
  }

  private final Carrier carrier;
  private final Topics topics;
  private final Progress progress;
  private final Semaphore window = new Semaphore(WINDOW);
  private final AtomicLong sent = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  public ReleasePublisher(Carrier carrier, Topics topics, Progress progress) {
    this.carrier = carrier;
    this.topics = topics;
    this.progress = progress;
  }

  /** Finds the deltas that a manifest lists. */
  @FunctionalInterface
  public interface Deltas {
    /** The file with the delta's content. */
    Path file(DeltaEntry delta);
  }

  /** Publishes a package that has no deltas, see {@link #publishPackage(ModelPackage, Deltas)}. */
  public void publishPackage(ModelPackage release) throws IOException, PublishException {
    publishPackage(
        release,
        delta -> {
          throw new IllegalArgumentException(release.id() + " has deltas; say where they are");
        });
  }

  /**
   * Publishes every file of a model package, its deltas, and its manifest, as blobs.
   *
   * @throws PublishException if a message is not acknowledged
   * @throws IOException if a file can not be read
   */
  public void publishPackage(ModelPackage release, Deltas deltas)
      throws IOException, PublishException {
    for (FileEntry file : release.manifest().files()) {
      publishBlob(release.file(file.path()), file.sha256(), file.chunkLength());
      for (DeltaEntry delta : file.deltas()) {
        publishBlob(deltas.file(delta), delta.sha256(), file.chunkLength());
      }
    }
    Path manifest = release.folder().resolve(ModelPackage.MANIFEST);
    publishBlob(manifest, release.id().digest(), Chunks.DEFAULT_LENGTH);
  }

  /** Publishes a file in chunks. */
  public void publishBlob(Path file, String sha256, int chunkLength)
      throws IOException, PublishException {
    try (InputStream in = Files.newInputStream(file)) {
      int n = 0;
      for (byte[] chunk = in.readNBytes(chunkLength);
          chunk.length > 0;
          chunk = in.readNBytes(chunkLength)) {
        send(topics.chunk(sha256, n++), chunk);
      }
    }
    flush();
  }

  /**
   * Publishes metadata of a channel: root first, timestamp last, each acknowledged before the next.
   */
  public void publishMetadata(String channel, Collection<PublishedMetadata> metadata)
      throws PublishException {
    for (Role role : ORDER) {
      for (PublishedMetadata each : metadata) {
        if (each.role() == role) {
          send(topics.metadata(channel, role, each.version()), each.content());
          flush();
        }
      }
    }
  }

  /** Removes the retained chunks of a release that is not to be had any more. */
  public void clear(Manifest manifest, byte[] manifestJson, List<String> stillUsed)
      throws PublishException {
    for (FileEntry file : manifest.files()) {
      if (!stillUsed.contains(file.sha256())) {
        clear(file.sha256(), file.chunks().size());
      }
      for (DeltaEntry delta : file.deltas()) {
        clear(delta.sha256(), delta.chunks().size());
      }
    }
    long chunks = Chunks.count(manifestJson.length, Chunks.DEFAULT_LENGTH);
    clear(Digests.sha256(manifestJson), Math.toIntExact(chunks));
    flush();
  }

  private void clear(String sha256, int chunks) throws PublishException {
    for (int n = 0; n < chunks; n++) {
      // a retained message is removed by an empty one
      send(topics.chunk(sha256, n), new byte[0]);
    }
  }

  private void send(String topic, byte[] payload) throws PublishException {
    acquire(1, topic);
    carrier
        .publish(new Message(topic, payload, true))
        .whenComplete(
            (done, problem) -> {
              if (problem == null) {
                progress.sent(sent.addAndGet(payload.length));
              } else {
                failure.compareAndSet(null, problem);
              }
              window.release();
            });
    check();
  }

  /** Waits until the broker has everything. */
  private void flush() throws PublishException {
    acquire(WINDOW, "the last messages");
    window.release(WINDOW);
    check();
  }

  private void acquire(int permits, String what) throws PublishException {
    try {
      if (!window.tryAcquire(permits, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new PublishException(
            "the broker has not acknowledged " + what + " within " + PATIENCE.toSeconds() + " s",
            new java.util.concurrent.TimeoutException());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PublishException("interrupted while publishing " + what, e);
    }
    check();
  }

  private void check() throws PublishException {
    Throwable problem = failure.get();
    if (problem != null) {
      throw new PublishException(
          "the broker did not take a message: " + problem.getMessage(), problem);
    }
  }
}
