package org.edgestill.trust;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How a repository signs.
 *
 * @param roles the settings of all four roles
 */
public record RepositorySettings(Map<Role, Signing> roles) {

  private static final int MAX_KEYS = 32;

  /** Checks that every role is set. */
  public RepositorySettings {
    if (roles.size() != Role.values().length) {
      throw new IllegalArgumentException("all four roles need settings");
    }
    roles = Collections.unmodifiableMap(new EnumMap<>(roles));
  }

  /**
   * How one role signs.
   *
   * @param keys how many keys are made, 1 to 32
   * @param threshold how many of them must sign, 1 to {@code keys}
   * @param validity how long a signature lasts, at least one minute; the metadata must be signed
   *     again before
   */
  public record Signing(int keys, int threshold, Duration validity) {

    /** Shorter would expire on its way to a gateway. */
    private static final Duration MIN_VALIDITY = Duration.ofMinutes(1);

    public Signing {
      if (keys < 1 || keys > MAX_KEYS || threshold < 1 || threshold > keys) {
        throw new IllegalArgumentException(
            "of 1 to " + MAX_KEYS + " keys 1 to all must sign, not " + threshold + " of " + keys);
      }
      if (validity.compareTo(MIN_VALIDITY) < 0) {
        throw new IllegalArgumentException("validity must be at least one minute: " + validity);
      }
    }
  }

  /**
   * One key a role; root valid for two years, targets for one, snapshot 90 days, timestamp 30 days.
   */
  public static RepositorySettings defaults() {
    Map<Role, Signing> roles = new EnumMap<>(Role.class);
    roles.put(Role.ROOT, new Signing(1, 1, Duration.ofDays(730)));
    roles.put(Role.TARGETS, new Signing(1, 1, Duration.ofDays(365)));
    roles.put(Role.SNAPSHOT, new Signing(1, 1, Duration.ofDays(90)));
    roles.put(Role.TIMESTAMP, new Signing(1, 1, Duration.ofDays(30)));
    return new RepositorySettings(roles);
  }

  /** The same with other settings for one role. */
  public RepositorySettings with(Role role, Signing signing) {
    Map<Role, Signing> changed = new EnumMap<>(roles);
    changed.put(role, signing);
    return new RepositorySettings(changed);
  }

  /** The settings of one role. */
  public Signing of(Role role) {
    Signing found = roles.get(role);
    if (found == null) {
      throw new IllegalStateException("checked when made: " + role);
    }
    return found;
  }
}
