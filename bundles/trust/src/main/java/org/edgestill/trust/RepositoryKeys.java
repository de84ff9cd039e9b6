package org.edgestill.trust;

import java.io.IOException;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.edgestill.trust.RepositorySettings.Signing;
import org.edgestill.trust.internal.Metadata;
import org.edgestill.trust.internal.RepositoryWriter;
import org.edgestill.trust.internal.RoleKeys;
import org.edgestill.trust.internal.TufKey;

/**
 * Who signs for a repository. Every change makes the next root, signed by enough of the root keys
 * before and enough of those after (TUF 1.0, section 6.1), and signs again what the changed keys
 * have signed. All private keys that this needs are looked for before anything is made. Keys that
 * do not count any more stay on disk: delete them.
 */
public final class RepositoryKeys {

  private final RepositoryWriter writer;

  RepositoryKeys(RepositoryWriter writer) {
    this.writer = writer;
  }

  /** How each role stands: root, timestamp, snapshot, targets. */
  public List<RoleState> roles() throws IOException {
    List<RoleState> states = new ArrayList<>();
    for (Metadata content : writer.state().all()) {
      RoleKeys trusted = present(content.role());
      List<RoleState.Key> keys = new ArrayList<>();
      for (TufKey key : trusted.keys()) {
        keys.add(writer.keys().state(content.role(), key));
      }
      states.add(
          new RoleState(
              content.role(), content.version(), content.expires(), trusted.threshold(), keys));
    }
    return states;
  }

  /** Replaces all keys of a role with new ones. */
  public void rotate(Role role) throws IOException {
    Map<String, PrivateKey> rootKeys = everythingNeeded(role);
    Signing signing = writer.settings().of(role);
    change(rootKeys, role, writer.keys().create(role, signing.keys()), signing.threshold());
  }

  /**
   * Revokes one key, for instance one that is lost or stolen, and makes a new one in its place. The
   * others stay.
   *
   * @throws IllegalArgumentException if the role has no such key
   */
  public void replace(Role role, String keyId) throws IOException {
    RoleKeys present = present(role);
    if (!present.keyIds().contains(keyId)) {
      throw new IllegalArgumentException(
          "the " + role.typeName() + " role has no key " + keyId + ", but " + present.keyIds());
    }
    Map<String, PrivateKey> rootKeys = everythingNeeded(role);
    List<TufKey> wanted = new ArrayList<>(present.keys());
    wanted.removeIf(key -> key.keyId().equals(keyId));
    wanted.addAll(writer.keys().create(role, 1));
    change(rootKeys, role, wanted, present.threshold());
  }

  /**
   * Changes how many keys a role has and how many of them must sign. Keys that are there stay, as
   * far as they are wanted; those that are missing are made.
   *
   * @throws IllegalArgumentException if that many of that many can not sign
   */
  public void changeThreshold(Role role, int threshold, int count) throws IOException {
    RepositorySettings settings = writer.settings();
    RepositorySettings changed =
        settings.with(role, new Signing(count, threshold, settings.of(role).validity()));
    Map<String, PrivateKey> rootKeys = everythingNeeded(role);
    List<TufKey> wanted = new ArrayList<>(present(role).keys().stream().limit(count).toList());
    wanted.addAll(writer.keys().create(role, count - wanted.size()));
    writer.change(changed);
    change(rootKeys, role, wanted, threshold);
  }

  /** Signs the next root with the same keys and a later expiry. */
  public void renewRoot() throws IOException {
    RoleKeys same = present(Role.ROOT);
    change(writer.signers(Role.ROOT), Role.ROOT, same.keys(), same.threshold());
  }

  private RoleKeys present(Role role) {
    return writer.state().root().keysOf(role);
  }

  /** Looks for every private key that a change needs, and gives those of the root. */
  private Map<String, PrivateKey> everythingNeeded(Role changed) throws IOException {
    for (Role role : signedAgain(changed)) {
      if (role != changed) {
        writer.signers(role);
      }
    }
    return writer.signers(Role.ROOT);
  }

  private static List<Role> signedAgain(Role changed) {
    return switch (changed) {
      case ROOT -> List.of();
      case TIMESTAMP -> List.of(Role.TIMESTAMP);
      case SNAPSHOT -> List.of(Role.SNAPSHOT, Role.TIMESTAMP);
      case TARGETS -> List.of(Role.TARGETS, Role.SNAPSHOT, Role.TIMESTAMP);
    };
  }

  private void change(Map<String, PrivateKey> rootKeys, Role role, List<TufKey> keys, int threshold)
      throws IOException {
    Map<Role, RoleKeys> roles = new EnumMap<>(writer.state().root().keys());
    roles.put(role, RoleKeys.of(keys, threshold));
    writer.writeNextRoot(rootKeys, roles);
    switch (role) {
      case ROOT -> {}
      case TIMESTAMP -> writer.resignTimestamp();
      case SNAPSHOT -> writer.resignSnapshot();
      case TARGETS -> writer.publish(writer.state().targets().releases());
    }
  }
}
