package org.edgestill.trust.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.model.io.DurableFiles;
import org.edgestill.trust.Role;

/**
 * The present publication of a repository.
 *
 * @param rotationInterrupted whether something is still signed by the keys of the root before,
 *     because the publisher was killed while it rotated keys; everything is to be signed again
 */
public record RepositoryState(
    Metadata.Root root,
    Metadata.Targets targets,
    Metadata.Snapshot snapshot,
    Metadata.Timestamp timestamp,
    boolean rotationInterrupted) {

  private static final Instant LONG_AGO = Instant.EPOCH;

  /** Before the first publication: version 0 is never written. */
  public static RepositoryState nothingYet(Metadata.Root root) {
    return new RepositoryState(
        root,
        new Metadata.Targets(0, LONG_AGO, List.of()),
        new Metadata.Snapshot(0, LONG_AGO, Map.of()),
        new Metadata.Timestamp(0, LONG_AGO, null, new MetaFile(1, null, Map.of())),
        false);
  }

  /** Root, timestamp, snapshot, targets. */
  public List<Metadata> all() {
    return List.of(root, timestamp, snapshot, targets);
  }

  /** The same with another content of one role, by which an interruption is over. */
  RepositoryState with(Metadata changed) {
    return new RepositoryState(
        changed instanceof Metadata.Root other ? other : root,
        changed instanceof Metadata.Targets other ? other : targets,
        changed instanceof Metadata.Snapshot other ? other : snapshot,
        changed instanceof Metadata.Timestamp other ? other : timestamp,
        false);
  }

  /** Reads what the timestamp names, and verifies it. */
  public static RepositoryState read(Path metadata) throws IOException, ModelRefusedException {
    Metadata.Root previous = MetadataReader.root(bytes(metadata, Role.ROOT, 1), List.of());
    Metadata.Root root = previous;
    while (Files.exists(metadata.resolve(Role.ROOT.fileName(root.version() + 1)))) {
      previous = root;
      root =
          MetadataReader.root(
              bytes(metadata, Role.ROOT, root.version() + 1), List.of(root.keysOf(Role.ROOT)));
    }
    try {
      return read(metadata, root, root);
    } catch (ModelRefusedException e) {
      if (e.code() != RefusalCode.SIGNATURE_INVALID && e.code() != RefusalCode.THRESHOLD_NOT_MET) {
        throw e;
      }
      return read(metadata, root, previous);
    }
  }

  private static RepositoryState read(Path metadata, Metadata.Root root, Metadata.Root signers)
      throws IOException, ModelRefusedException {
    Metadata.Timestamp timestamp =
        MetadataReader.timestamp(
            bytes(metadata, Role.TIMESTAMP, 0), signers.keysOf(Role.TIMESTAMP));
    Metadata.Snapshot snapshot =
        MetadataReader.snapshot(
            bytes(metadata, Role.SNAPSHOT, timestamp.snapshot().version()),
            signers.keysOf(Role.SNAPSHOT));
    Metadata.Targets targets =
        MetadataReader.targets(
            bytes(metadata, Role.TARGETS, snapshot.targets().version()),
            signers.keysOf(Role.TARGETS));
    return new RepositoryState(
        root, targets, snapshot, timestamp, signers.version() != root.version());
  }

  private static byte[] bytes(Path metadata, Role role, long version) throws IOException {
    return DurableFiles.readBounded(metadata.resolve(role.fileName(version)), role.maxBytes());
  }
}
