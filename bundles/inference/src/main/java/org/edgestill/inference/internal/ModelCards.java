package org.edgestill.inference.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.model.Digests;
import org.edgestill.model.FileEntry;
import org.edgestill.model.Manifest;
import org.edgestill.model.ModelPackage;
import org.edgestill.model.io.DurableFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the cards of installed releases, each verified against the manifest that names it. */
final class ModelCards {

  /** Longer cards are for nobody's eyes. */
  static final int MAX_BYTES = 256 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(ModelCards.class);

  private final ModelStore store;

  ModelCards(ModelStore store) {
    this.store = store;
  }

  /** The card, in Markdown; empty if there is none that can be trusted. */
  Optional<String> read(String digest) {
    Path folder = store.folder(digest);
    try {
      byte[] json =
          DurableFiles.readBounded(folder.resolve(ModelPackage.MANIFEST), Manifest.MAX_BYTES);
      Optional<FileEntry> entry = Manifest.parse(json).file(ModelPackage.CARD);
      if (entry.isEmpty() || !Digests.sha256(json).equals(digest)) {
        return Optional.empty();
      }
      byte[] card = DurableFiles.readBounded(folder.resolve(ModelPackage.CARD), MAX_BYTES);
      return Digests.sha256(card).equals(entry.get().sha256())
          ? Optional.of(new String(card, StandardCharsets.UTF_8))
          : Optional.empty();
    } catch (IOException | ModelRefusedException e) {
      LOG.warn("The card of release {} can not be read: {}", digest, e.toString());
      return Optional.empty();
    }
  }
}
