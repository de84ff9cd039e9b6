package org.edgestill.trust.internal;

import java.util.List;

/**
 * Who may sign for a role.
 *
 * @param keyIds all ids that the root names for the role, also of keys that are not supported
 * @param keys the keys that can be checked
 * @param threshold how many different keys must have signed, at least 1
 */
public record RoleKeys(List<String> keyIds, List<TufKey> keys, int threshold) {

  public RoleKeys {
    keyIds = List.copyOf(keyIds);
    keys = List.copyOf(keys);
  }

  /** Keys of which all can be checked. */
  public static RoleKeys of(List<TufKey> keys, int threshold) {
    return new RoleKeys(keys.stream().map(TufKey::keyId).toList(), keys, threshold);
  }
}
