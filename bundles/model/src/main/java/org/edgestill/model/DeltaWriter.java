package org.edgestill.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.model.io.DurableFiles;
import org.jspecify.annotations.Nullable;

/** The publisher's side of deltas: makes those that pay, and lists them in the manifest. */
public final class DeltaWriter {

  /**
   * A delta must save this share of what a gateway with the base would fetch without it, which are
   * the chunks that no file of the base package has. Less is not worth the gateway's work.
   */
  public static final double LEAST_SAVING = 0.2;

  private static final String PART = ".part";

  private final Path folder;

  /**
   * A writer.
   *
   * @param folder where the deltas go, each under its SHA-256; made if needed
   */
  public DeltaWriter(Path folder) {
    this.folder = folder;
  }

  /** Where a delta is. */
  public Path file(DeltaEntry delta) {
    return folder.resolve(delta.sha256());
  }

  /**
   * Makes deltas from the files of other releases, and writes the manifest anew; with it the digest
   * of the release changes. Deltas that are listed before are forgotten.
   *
   * @param bases at most {@value FileEntry#MAX_DELTAS}
   * @return the package with its deltas
   */
  public ModelPackage write(ModelPackage release, List<ModelPackage> bases)
      throws IOException, ModelRefusedException {
    Files.createDirectories(folder);
    List<FileEntry> files = new ArrayList<>();
    for (FileEntry file : release.manifest().files()) {
      List<DeltaEntry> deltas = new ArrayList<>();
      for (ModelPackage base : bases) {
        DeltaEntry delta = delta(release, file, base);
        if (delta != null && deltas.stream().noneMatch(d -> d.base().equals(delta.base()))) {
          deltas.add(delta);
        }
      }
      files.add(file.withDeltas(deltas));
    }
    Manifest manifest = release.manifest().withFiles(files);
    if (manifest.equals(release.manifest())) {
      return release;
    }
    DurableFiles.write(release.folder().resolve(ModelPackage.MANIFEST), manifest.toJson());
    return ModelPackage.open(release.folder());
  }

  private @Nullable DeltaEntry delta(ModelPackage release, FileEntry file, ModelPackage base)
      throws IOException {
    FileEntry before = base.manifest().file(file.path()).orElse(null);
    long whole = lacking(file, base.manifest());
    if (before == null || whole == 0) {
      return null;
    }
    Path part = folder.resolve(file.sha256() + PART);
    long length = XorDelta.encode(base.file(before.path()), release.file(file.path()), part);
    if (length > (1 - LEAST_SAVING) * whole) {
      Files.delete(part);
      return null;
    }
    DeltaEntry delta =
        new DeltaEntry(
            before.sha256(),
            XorDelta.CODEC,
            length,
            Digests.sha256(part),
            Chunks.digests(part, file.chunkLength()));
    DurableFiles.syncFile(part);
    Files.deleteIfExists(file(delta));
    DurableFiles.move(part, file(delta));
    return delta;
  }

  /** What a gateway that has the base still has to fetch of a file. */
  private static long lacking(FileEntry file, Manifest base) {
    Set<String> known = new HashSet<>();
    base.files().forEach(other -> known.addAll(other.chunks()));
    long bytes = 0;
    for (int n = 0; n < file.chunks().size(); n++) {
      // a chunk that comes twice is fetched once
      bytes += known.add(file.chunks().get(n)) ? file.chunkLength(n) : 0;
    }
    return bytes;
  }
}
