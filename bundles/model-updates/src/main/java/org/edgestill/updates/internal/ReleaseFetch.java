package org.edgestill.updates.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.model.Chunks;
import org.edgestill.model.Manifest;
import org.edgestill.model.ModelPackage;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.updates.internal.ChunkWindow.Wanted;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one release into its staging folder: first the manifest, which the signed metadata binds,
 * then the chunks that it names and that are nowhere on this gateway, or deltas instead. Starting
 * and resuming are the same. For the engine's thread.
 */
final class ReleaseFetch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReleaseFetch.class);

  private final Carrier carrier;
  private final Mailbox mailbox;
  private final UpdateSettings settings;
  private final Staging staging;
  private final ReleaseTarget release;
  private final DeltaFetch.Doubts doubts;
  private final TransferCount count;
  private final Pace pace;
  private @Nullable Manifest manifest;
  private @Nullable DeltaFetch deltas;
  private @Nullable ChunkWindow window;
  private byte[] manifestJson = new byte[0];
  private int badManifests;
  private final AtomicLong bytesDone = new AtomicLong();
  private volatile long bytesTotal;

  ReleaseFetch(
      Carrier carrier,
      Mailbox mailbox,
      UpdateSettings settings,
      Staging staging,
      ReleaseTarget release,
      DeltaFetch.Doubts doubts,
      TransferCount count) {
    this.carrier = carrier;
    this.mailbox = mailbox;
    this.settings = settings;
    this.staging = staging;
    this.release = release;
    this.doubts = doubts;
    this.count = count;
    this.pace = new Pace(settings.transfer().bytesPerSecond(), System.nanoTime());
    this.bytesTotal = release.length();
  }

  long bytesDone() {
    return bytesDone.get();
  }

  long bytesTotal() {
    return bytesTotal;
  }

  /** Finds out what is lacking and asks for it. */
  void start() throws IOException, ModelRefusedException {
    Optional<byte[]> json = staging.manifest(release.sha256());
    if (json.isPresent()) {
      startFiles(release.verify(json.get()));
    } else {
      startManifest();
    }
  }

  /**
   * Goes on after something arrived or a deadline passed.
   *
   * @return whether everything is there, forced to disk and verified
   * @throws ModelRefusedException if the release is not what was promised, or too many wrong chunks
   *     came
   * @throws IOException if it can not be stored
   */
  boolean advance() throws IOException, ModelRefusedException {
    window().check();
    if (deltas != null && manifest != null && deltas.giveUp(window()::troubles)) {
      startFiles(manifest);
    }
    check(window());
    if (!window().complete()) {
      return false;
    }
    if (manifest == null) {
      manifestComplete();
      if (!window().complete()) {
        return false;
      }
    }
    LOG.info("{}: {} chunks fetched", release.id(), window().fetched());
    if (deltas != null && manifest != null && !deltas.apply()) {
      startFiles(manifest);
      return false;
    }
    staging.sync(release.sha256());
    ModelPackage.open(staging.folder(release.sha256()));
    return true;
  }

  private void check(ChunkWindow current) throws ModelRefusedException {
    if (current.bad() + badManifests >= settings.transfer().badChunks()) {
      throw new ModelRefusedException(
          RefusalCode.HASH_MISMATCH,
          "wrong chunks came again and again: "
              + (current.bad() > 0 ? current.lastBad() : "the manifest does not match its digest"));
    }
  }

  /** When to call {@link #advance} at the latest, as {@link System#nanoTime}. */
  long nextDeadline(long now) {
    return window().askAgain(now);
  }

  @Override
  public void close() {
    if (window != null) {
      window.close();
    }
  }

  private ChunkWindow window() {
    if (window == null) {
      throw new IllegalStateException("not started");
    }
    return window;
  }

  /** The manifest has no digests of its chunks; their lengths are known, and the digest of all. */
  private void startManifest() {
    int length = (int) release.length();
    manifestJson = new byte[length];
    List<Wanted> chunks = new ArrayList<>();
    for (int n = 0; n < Chunks.count(length, Chunks.DEFAULT_LENGTH); n++) {
      int rest = length - n * Chunks.DEFAULT_LENGTH;
      chunks.add(new Wanted(release.sha256(), n, Math.min(rest, Chunks.DEFAULT_LENGTH), null));
    }
    open(
        chunks,
        (chunk, payload) ->
            System.arraycopy(
                payload, 0, manifestJson, chunk.number() * Chunks.DEFAULT_LENGTH, payload.length));
  }

  private void manifestComplete() throws IOException, ModelRefusedException {
    Manifest verified;
    try {
      verified = release.verify(manifestJson);
    } catch (ModelRefusedException e) {
      if (e.code() != RefusalCode.HASH_MISMATCH) {
        throw e;
      }
      badManifests++;
      startManifest();
      return;
    }
    staging.writeManifest(release.sha256(), manifestJson);
    startFiles(verified);
  }

  private void startFiles(Manifest verified) throws IOException, ModelRefusedException {
    manifest = verified;
    manifestJson = new byte[0];
    long total = verified.totalLength();
    if (total > settings.transfer().maxTotalBytes()) {
      throw new ModelRefusedException(
          RefusalCode.LENGTH_EXCEEDED,
          "the release has "
              + total
              + " bytes, allowed are "
              + settings.transfer().maxTotalBytes());
    }
    String digest = release.sha256();
    ChunkSeeds seeds = new ChunkSeeds();
    seeds.addStore(settings.modelsDirectory(), settings.modelName());
    seeds.addFolders(staging.folders());
    List<Wanted> lacking = staging.prepare(digest, verified, seeds);
    staging.removeOthers(digest);
    DeltaFetch chosen = new DeltaFetch(staging, digest, verified, doubts);
    deltas = chosen;
    List<Wanted> wanted = chosen.insteadOf(lacking, seeds);
    long missing = DeltaFetch.length(wanted);
    bytesTotal = total;
    bytesDone.set(total - missing);
    // what a delta leads to needs room as well
    long room = wanted.equals(lacking) ? missing : missing + DeltaFetch.length(lacking);
    if (!staging.hasRoom(room)) {
      throw new ModelRefusedException(
          RefusalCode.DISK_FULL, "there is no room for another " + room + " bytes");
    }
    LOG.info("{}: {} of {} bytes are to be fetched", release.id(), missing, total);
    open(
        wanted,
        (chunk, payload) -> {
          if (!chosen.store(chunk, payload)) {
            staging.store(digest, verified, chunk, payload);
          }
          bytesDone.addAndGet(payload.length);
        });
  }

  private void open(List<Wanted> lacking, ChunkWindow.Sink sink) {
    close();
    ChunkWindow opened =
        new ChunkWindow(
            carrier, settings.topics(), mailbox, settings.transfer(), pace, lacking, sink, count);
    window = opened;
    opened.fill();
  }
}
