package org.edgestill.distiller.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.model.DeltaEntry;
import org.edgestill.model.FileEntry;
import org.edgestill.model.ModelPackage;
import org.edgestill.model.io.DurableFiles;
import org.edgestill.trust.PublicationFolder;
import org.edgestill.trust.PublishedMetadata;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.updates.publisher.ReleasePublisher.Deltas;

/**
 * A folder that any web server can serve to any TUF client: {@code metadata/} and {@code targets/}
 * in TUF's layout, and the files that the manifests name by their hash in {@code blobs/}.
 */
public final class FolderDestination implements Destination {

  private static final String PART = ".part";

  private final PublicationFolder publication;
  private final Path blobs;
  private long sent;

  /** A folder, made if needed. */
  public FolderDestination(Path folder) {
    this.publication = new PublicationFolder(folder);
    this.blobs = folder.resolve("blobs");
  }

  @Override
  public void release(ModelPackage release, Deltas deltas, ReleaseTarget target)
      throws IOException, ModelRefusedException {
    Files.createDirectories(blobs);
    for (FileEntry file : release.manifest().files()) {
      write(release.file(file.path()), blobs.resolve(file.sha256()));
      sent += file.length();
      for (DeltaEntry delta : file.deltas()) {
        write(deltas.file(delta), blobs.resolve(delta.sha256()));
        sent += delta.length();
      }
    }
    publication.writeTarget(
        target, Files.readAllBytes(release.folder().resolve(ModelPackage.MANIFEST)));
    sent += target.length();
  }

  /** The name is the content's hash, so what is there is the same. */
  private static void write(Path from, Path to) throws IOException {
    if (Files.exists(to)) {
      return;
    }
    Path part = to.resolveSibling(to.getFileName() + PART);
    Files.copy(from, part, StandardCopyOption.REPLACE_EXISTING);
    DurableFiles.syncFile(part);
    DurableFiles.move(part, to);
  }

  @Override
  public void metadata(List<PublishedMetadata> files) throws IOException {
    publication.writeMetadata(files);
    sent += files.stream().mapToLong(file -> file.content().length).sum();
  }

  @Override
  public long sent() {
    return sent;
  }
}
