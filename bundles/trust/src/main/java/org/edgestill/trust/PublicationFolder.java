package org.edgestill.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.model.io.DurableFiles;

/**
 * A publication as files, in the layout that TUF clients expect of a server with consistent
 * snapshots: {@code metadata/} with versions in the names, {@code targets/} with hashes in the
 * names. To be served as it is, or carried on a stick.
 */
public final class PublicationFolder {

  private final Path metadata;
  private final Path targets;

  /** A publication in a folder, which is made when something is written. */
  public PublicationFolder(Path folder) {
    this.metadata = folder.resolve("metadata");
    this.targets = folder.resolve("targets");
  }

  /**
   * Writes a manifest; to be done before the metadata that names it.
   *
   * @throws ModelRefusedException if it is not the manifest that is meant
   */
  public void writeTarget(ReleaseTarget target, byte[] manifest)
      throws IOException, ModelRefusedException {
    target.verify(manifest);
    int name = target.path().lastIndexOf('/') + 1;
    Path folder = targets.resolve(target.path().substring(0, name));
    Files.createDirectories(folder);
    DurableFiles.write(
        folder.resolve(target.sha256() + "." + target.path().substring(name)), manifest);
  }

  /**
   * Writes metadata in the order given, see {@link TufRepository#published}: the timestamp last, so
   * that it names nothing that is not there.
   */
  public void writeMetadata(List<PublishedMetadata> files) throws IOException {
    Files.createDirectories(metadata);
    for (PublishedMetadata file : files) {
      DurableFiles.write(metadata.resolve(file.role().fileName(file.version())), file.content());
    }
  }

  /** For a client of ours. */
  public MetadataSource source() {
    return MetadataSource.folder(metadata);
  }
}
