package org.edgestill.trust;

import java.time.Instant;
import java.util.List;

/**
 * How a role of a repository stands.
 *
 * @param version of its newest metadata
 * @param expires when that stops being trusted unless it is signed again
 * @param threshold how many of the keys must sign
 * @param keys the keys that count
 */
public record RoleState(Role role, long version, Instant expires, int threshold, List<Key> keys) {

  public RoleState {
    keys = List.copyOf(keys);
  }

  /**
   * One key that the root names for the role.
   *
   * @param keyId SHA-256 of the public key in canonical JSON
   * @param present whether its private key is in the role's folder now
   * @param encrypted whether that is encrypted; {@code false} if it is not present
   */
  public record Key(String keyId, boolean present, boolean encrypted) {}
}
