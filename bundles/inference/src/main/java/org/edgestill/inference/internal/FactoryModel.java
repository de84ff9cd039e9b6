package org.edgestill.inference.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.model.FileEntry;
import org.edgestill.model.ModelPackage;
import org.edgestill.model.StillFile;
import org.edgestill.model.io.DurableFiles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model that came with the gateway, for when no other is left. A copy is put in the store when
 * it is needed; the original is only read, so it is there for the next time.
 */
final class FactoryModel {

  private static final Logger LOG = LoggerFactory.getLogger(FactoryModel.class);

  private final @Nullable Path source;
  private final ModelStore store;
  private final ModelLoader loader;

  /**
   * A factory model.
   *
   * @param source a folder or a {@code .still} file; {@code null} for none
   */
  FactoryModel(@Nullable Path source, ModelStore store, ModelLoader loader) {
    this.source = source;
    this.store = store;
    this.loader = loader;
  }

  /** Sees to it that it is in the store; its digest, or nothing if it can not be had. */
  Optional<String> provide() {
    if (source == null) {
      return Optional.empty();
    }
    try {
      Path copy = store.scratch();
      DurableFiles.deleteTree(copy);
      if (Files.isDirectory(source)) {
        copy(loader.verify(source), copy);
      } else {
        StillFile.unpack(source, copy);
      }
      String digest = loader.verify(copy).id().digest();
      store.replace(copy, digest);
      return Optional.of(digest);
    } catch (IOException | ModelRefusedException e) {
      LOG.error("The factory model {} can not be used: {}", source, e.toString());
      return Optional.empty();
    }
  }

  private static void copy(ModelPackage from, Path to) throws IOException {
    Files.createDirectories(to);
    Files.copy(from.folder().resolve(ModelPackage.MANIFEST), to.resolve(ModelPackage.MANIFEST));
    for (FileEntry file : from.manifest().files()) {
      Path target = to.resolve(file.path());
      Files.createDirectories(target.toAbsolutePath().getParent());
      Files.copy(from.file(file.path()), target);
    }
  }
}
