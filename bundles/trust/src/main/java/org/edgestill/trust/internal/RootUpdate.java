package org.edgestill.trust.internal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.trust.MetadataSource;
import org.edgestill.trust.Role;
import org.edgestill.trust.TufClient;

/** Sections 5.2 and 5.3: from the root that a gateway was provisioned with to the newest. */
final class RootUpdate {

  private final TrustStore store;
  private final MetadataSource source;

  RootUpdate(TrustStore store, MetadataSource source) {
    this.store = store;
    this.source = source;
  }

  /**
   * Section 5.2: the trusted root. The chain is verified from the provisioned root over the roots
   * that were remembered, so that not even the disk is trusted.
   */
  Metadata.Root loadTrusted(byte[] provisioned) throws ModelRefusedException, IOException {
    Metadata.Root root = MetadataReader.root(provisioned, List.of());
    for (Optional<byte[]> next = store.root(root.version() + 1);
        next.isPresent();
        next = store.root(root.version() + 1)) {
      try {
        Metadata.Root successor = signedByBoth(root, next.get());
        if (successor.version() != root.version() + 1) {
          return root;
        }
        root = successor;
      } catch (ModelRefusedException e) {
        // A damaged or exchanged file: the source has it, or nobody does.
        return root;
      }
    }
    return root;
  }

  /**
   * Sections 5.3.1 to 5.3.9 and 5.3.11: follows the roots one by one. Their expiry does not matter
   * (5.3.6), so that long absence is no problem; that of the last is for the caller (5.3.10).
   */
  Metadata.Root follow(Metadata.Root trusted) throws ModelRefusedException, IOException {
    Metadata.Root root = trusted;
    for (int i = 0; i < TufClient.MAX_ROOT_ROTATIONS; i++) {
      // 5.3.3: version N+1, at most so many bytes; none means that N is the newest.
      Optional<byte[]> fetched = source.fetch(Role.ROOT, root.version() + 1, Role.ROOT.maxBytes());
      if (fetched.isEmpty()) {
        return root;
      }
      Metadata.Root next = signedByBoth(root, fetched.get());
      if (next.version() == root.version()) {
        // 5.3.5: the trusted one again, which is no attack; go on with it.
        return root;
      }
      requireSuccessor(root, next);
      discardIfRotated(root, next);
      // 5.3.7 and 5.3.8: trusted from now on, and remembered.
      store.saveRoot(next.version(), fetched.get());
      root = next;
    }
    return root;
  }

  /** Section 5.3.4: signed by enough keys of N and by enough of N+1. */
  private static Metadata.Root signedByBoth(Metadata.Root trusted, byte[] bytes)
      throws ModelRefusedException {
    return MetadataReader.root(bytes, List.of(trusted.keysOf(Role.ROOT)));
  }

  /** Section 5.3.5: exactly version N+1. */
  private static void requireSuccessor(Metadata.Root trusted, Metadata.Root next)
      throws ModelRefusedException {
    if (next.version() != trusted.version() + 1) {
      throw new ModelRefusedException(
          RefusalCode.ROLLBACK_ATTACK,
          "root " + (trusted.version() + 1) + " was asked for, but is " + next.version());
    }
  }

  /**
   * Section 5.3.11: after a fast-forward attack new keys are how to get back to low versions, and
   * to an earlier time. Done before the root is remembered, so that a power cut between the two
   * does no harm.
   */
  private void discardIfRotated(Metadata.Root old, Metadata.Root next) throws IOException {
    if (isRotated(Role.TIMESTAMP, old, next) || isRotated(Role.SNAPSHOT, old, next)) {
      store.discard(Role.TIMESTAMP);
      store.discard(Role.SNAPSHOT);
      store.discardTime();
    }
  }

  private static boolean isRotated(Role role, Metadata.Root old, Metadata.Root next) {
    return !Set.copyOf(old.keysOf(role).keyIds()).equals(Set.copyOf(next.keysOf(role).keyIds()));
  }
}
