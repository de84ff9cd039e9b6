package org.edgestill.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.trust.internal.MetadataReader;
import org.edgestill.trust.internal.TrustStore;
import org.edgestill.trust.internal.UpdateWorkflow;

/**
 * A gateway's side of TUF 1.0: from a root file that it was provisioned with and whatever a source
 * offers, finds the releases that may be trusted. What was trusted is remembered in a folder, so
 * that nothing older is trusted later.
 *
 * <p>Delegated targets are not followed: releases are signed by the targets role itself.
 * Thread-safe.
 */
public final class TufClient {

  /** The most new roots that one refresh follows; the next refresh goes on from there. */
  public static final int MAX_ROOT_ROTATIONS = 256;

  private final TrustStore store;
  private final byte[] provisionedRoot;
  private final Clock clock;

  /**
   * A client. Reads and writes nothing yet.
   *
   * @param store the folder that remembers what was trusted, for this client alone; made if needed
   * @param provisionedRoot content of the root file that came to the gateway on a trusted way
   * @param clock what expiry is judged by
   */
  public TufClient(Path store, byte[] provisionedRoot, Clock clock) {
    this.store = new TrustStore(store);
    this.provisionedRoot = provisionedRoot.clone();
    this.clock = clock;
  }

  /**
   * Whether the provisioned root can be used at all, before anything is fetched.
   *
   * @throws ModelRefusedException if it is not the root file of a publisher, as {@link #refresh}
   */
  public void checkRoot() throws ModelRefusedException {
    MetadataReader.root(provisionedRoot, List.of());
  }

  /**
   * Fetches and verifies what is new, in the order of section 5 of the specification. Each step is
   * on disk before the next, so that a refresh may end at any point and start again.
   *
   * @throws ModelRefusedException if something must not be trusted: {@code SIGNATURE_INVALID},
   *     {@code THRESHOLD_NOT_MET}, {@code ROLLBACK_ATTACK}, {@code FREEZE_SUSPECTED} (the timestamp
   *     has expired), {@code EXPIRED} (another role has), {@code CLOCK_BEHIND} (expiry can not be
   *     judged), {@code LENGTH_EXCEEDED}, {@code HASH_MISMATCH}, {@code MALFORMED}; {@code
   *     DISK_FULL} if it can not be remembered
   * @throws MetadataUnavailableException if the source does not have what must be there
   * @throws IOException if the source or the folder can not be used now
   */
  public synchronized TrustedReleases refresh(MetadataSource source)
      throws ModelRefusedException, IOException {
    return new UpdateWorkflow(store, provisionedRoot, source, clock.instant()).run();
  }
}
