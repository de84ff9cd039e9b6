package org.edgestill.updates.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.model.DeltaEntry;
import org.edgestill.model.Digests;
import org.edgestill.model.FileEntry;
import org.edgestill.model.Manifest;
import org.edgestill.model.XorDelta;
import org.edgestill.model.io.DurableFiles;
import org.edgestill.updates.internal.ChunkWindow.Wanted;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deltas of one transfer: instead of a file, a delta is fetched if its base is on this gateway
 * and less has to come. A delta is never trusted: base and result are hashed, and what goes wrong
 * costs the whole file, nothing else. Deltas lie in a folder of the staging folder until they are
 * applied, so they are resumed as files are.
 */
final class DeltaFetch {

  /** No path of a package starts with a dot. */
  private static final String FOLDER = ".deltas";

  /** Marks a delta that did not lead to its file. */
  private static final String FAILED = ".failed";

  /** So often may a chunk of a delta be late or wrong. */
  private static final int MAX_TROUBLES = 3;

  private static final Logger LOG = LoggerFactory.getLogger(DeltaFetch.class);

  /** Hears why a file is fetched as a whole though there was a delta. */
  @FunctionalInterface
  interface Doubts {
    void tell(RefusalCode code, String message);
  }

  /** A delta that is fetched instead of a file. */
  private record Chosen(FileEntry file, DeltaEntry delta, Path base) {}

  private final Staging staging;
  private final String digest;
  private final Manifest manifest;
  private final Doubts doubts;
  private final Map<String, Chosen> chosen = new LinkedHashMap<>();

  /** The deltas of the release with this digest; none is chosen yet. */
  DeltaFetch(Staging staging, String digest, Manifest manifest, Doubts doubts) {
    this.staging = staging;
    this.digest = digest;
    this.manifest = manifest;
    this.doubts = doubts;
  }

  /** Whether something in a staging folder is of a delta that the manifest lists. */
  static boolean owns(String path, Manifest manifest) {
    return manifest.files().stream()
        .flatMap(file -> file.deltas().stream())
        .map(delta -> FOLDER + "/" + delta.sha256())
        .anyMatch(part -> path.equals(part) || path.equals(part + FAILED));
  }

  /**
   * Chooses deltas.
   *
   * @param lacking chunks of files
   * @param bases where whole files of installed releases are
   * @return the chunks to fetch: of files, or of a delta instead where that is less
   */
  List<Wanted> insteadOf(List<Wanted> lacking, ChunkSeeds bases) throws IOException {
    chosen.clear();
    Map<String, List<Wanted>> byFile = new LinkedHashMap<>();
    lacking.forEach(w -> byFile.computeIfAbsent(w.file(), sha -> new ArrayList<>()).add(w));
    List<Wanted> wanted = new ArrayList<>();
    for (Map.Entry<String, List<Wanted>> file : byFile.entrySet()) {
      wanted.addAll(cheapest(file.getKey(), file.getValue(), bases));
    }
    return wanted;
  }

  private List<Wanted> cheapest(String sha256, List<Wanted> lacking, ChunkSeeds bases)
      throws IOException {
    FileEntry file =
        manifest.files().stream().filter(f -> f.sha256().equals(sha256)).findFirst().orElseThrow();
    List<Wanted> best = lacking;
    for (DeltaEntry delta : file.deltas()) {
      List<Wanted> chunks = lacking(file, delta);
      boolean usable = delta.codec().equals(XorDelta.CODEC) && !Files.exists(failed(delta));
      if (!usable || length(chunks) >= length(best)) {
        continue;
      }
      Path base = base(delta, bases);
      if (base != null) {
        best = chunks;
        chosen.put(sha256, new Chosen(file, delta, base));
      }
    }
    return best;
  }

  private @Nullable Path base(DeltaEntry delta, ChunkSeeds bases) throws IOException {
    List<Path> places = bases.files(delta.base());
    for (Path place : places) {
      if (isSound(place, delta)) {
        return place;
      }
    }
    if (!places.isEmpty()) {
      mismatch(places.get(0));
    }
    return null;
  }

  private static boolean isSound(Path base, DeltaEntry delta) throws IOException {
    try {
      return Digests.sha256(base).equals(delta.base());
    } catch (NoSuchFileException e) {
      // the release was removed meanwhile
      return false;
    }
  }

  private void mismatch(Path base) {
    doubts.tell(
        RefusalCode.BASE_MISMATCH,
        base.getFileName()
            + " of the installed release does not have the SHA-256 that a delta starts from; it"
            + " is fetched as a whole");
  }

  private List<Wanted> lacking(FileEntry file, DeltaEntry delta) throws IOException {
    List<Wanted> lacking = new ArrayList<>();
    for (int n = 0; n < delta.chunks().size(); n++) {
      long offset = (long) n * file.chunkLength();
      int length = (int) Math.min(file.chunkLength(), delta.length() - offset);
      Wanted wanted = new Wanted(delta.sha256(), n, length, delta.chunks().get(n));
      if (!isThere(part(delta), offset, wanted)) {
        lacking.add(wanted);
      }
    }
    return lacking;
  }

  private static boolean isThere(Path part, long offset, Wanted wanted) throws IOException {
    try {
      byte[] content = ChunkSeeds.read(part, offset, wanted.length());
      return Digests.sha256(content).equals(wanted.sha256());
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /**
   * Stores a verified chunk if it is one of a delta.
   *
   * @return whether it was
   */
  boolean store(Wanted chunk, byte[] payload) throws IOException {
    for (Chosen each : chosen.values()) {
      if (each.delta().sha256().equals(chunk.file())) {
        Path part = part(each.delta());
        Files.createDirectories(part.getParent());
        staging.write(part, (long) chunk.number() * each.file().chunkLength(), payload);
        return true;
      }
    }
    return false;
  }

  /**
   * Gives up deltas that do not come, or come wrong: the file may still be there.
   *
   * @param troubles how many chunks of what has this SHA-256 were late or wrong
   * @return whether one was given up, so that what is lacking is to be found out anew
   */
  boolean giveUp(ToIntFunction<String> troubles) throws IOException {
    boolean any = false;
    for (Chosen each : List.copyOf(chosen.values())) {
      if (troubles.applyAsInt(each.delta().sha256()) >= MAX_TROUBLES) {
        fail(each, "comes late or wrong");
        any = true;
      }
    }
    return any;
  }

  /**
   * Applies every delta that was chosen, all of which have come.
   *
   * @return whether each led to its file; if not, that delta is not chosen again, and what is
   *     lacking is to be found out anew
   */
  boolean apply() throws IOException {
    boolean all = true;
    for (Chosen each : List.copyOf(chosen.values())) {
      all &= apply(each);
    }
    chosen.clear();
    if (all) {
      DurableFiles.deleteTree(staging.folder(digest).resolve(FOLDER));
    }
    return all;
  }

  private boolean apply(Chosen each) throws IOException {
    if (!isSound(each.base(), each.delta())) {
      mismatch(each.base());
      return false;
    }
    FileEntry file = each.file();
    String problem;
    try {
      XorDelta.apply(
          each.base(),
          part(each.delta()),
          file.length(),
          (offset, content) -> staging.write(digest, manifest, file.sha256(), offset, content));
      problem =
          Digests.sha256(staging.folder(digest).resolve(file.path())).equals(file.sha256())
              ? null
              : "does not lead to the SHA-256 of the manifest";
    } catch (ModelRefusedException e) {
      problem = "can not be applied: " + e.getMessage();
    }
    if (problem == null) {
      LOG.info("{}: made from a delta of {} bytes", file.path(), each.delta().length());
      return true;
    }
    fail(each, problem);
    return false;
  }

  /** Remembers it as long as the transfer lasts, also over a restart. */
  private void fail(Chosen each, String problem) throws IOException {
    chosen.remove(each.file().sha256());
    Path failed = failed(each.delta());
    Files.createDirectories(failed.getParent());
    DurableFiles.write(failed, new byte[0]);
    Files.deleteIfExists(part(each.delta()));
    doubts.tell(
        RefusalCode.HASH_MISMATCH,
        "a delta of " + each.file().path() + " " + problem + "; the file is fetched as a whole");
  }

  private Path part(DeltaEntry delta) {
    return staging.folder(digest).resolve(FOLDER).resolve(delta.sha256());
  }

  private Path failed(DeltaEntry delta) {
    return staging.folder(digest).resolve(FOLDER).resolve(delta.sha256() + FAILED);
  }

  static long length(List<Wanted> chunks) {
    return chunks.stream().mapToLong(Wanted::length).sum();
  }
}
