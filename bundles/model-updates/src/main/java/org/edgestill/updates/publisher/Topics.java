package org.edgestill.updates.publisher;

import org.edgestill.model.Digests;
import org.edgestill.trust.Role;

/**
 * The topics on which releases travel.
 *
 * @param prefix what all topics start with, without a slash at the end
 */
public record Topics(String prefix) {

  /** The prefix unless something else is configured. */
  public static final String DEFAULT_PREFIX = "edgestill/v1";

  /**
   * Checks the prefix.
   *
   * @throws IllegalArgumentException if no topic can start with it
   */
  public Topics {
    require(!prefix.endsWith("/"), "the topic prefix must not end with a slash");
    requirePlain("the topic prefix", prefix.replace('/', '-'));
  }

  /** The TUF timestamp of a channel, retained. */
  public String timestamp(String channel) {
    return prefix + "/tuf/" + level("a channel", channel) + "/timestamp";
  }

  /**
   * TUF metadata of a channel, retained.
   *
   * @param version ignored for the timestamp, which has one topic for all versions
   */
  public String metadata(String channel, Role role, long version) {
    return role == Role.TIMESTAMP
        ? timestamp(channel)
        : prefix + "/tuf/" + level("a channel", channel) + "/" + role.typeName() + "/" + version;
  }

  /**
   * A chunk of a file, retained.
   *
   * @param sha256 of the whole file
   * @param chunk from 0
   */
  public String chunk(String sha256, int chunk) {
    require(Digests.isSha256(sha256), "not a SHA-256: '" + sha256 + "'");
    return prefix + "/blobs/" + sha256 + "/" + chunk;
  }

  /** What a gateway does about updates, retained. */
  public String status(String gateway) {
    return prefix + "/gateways/" + level("a gateway id", gateway) + "/status";
  }

  private static String level(String what, String text) {
    require(text.indexOf('/') < 0, what + " must not contain a slash: '" + text + "'");
    requirePlain(what, text);
    return text;
  }

  private static void requirePlain(String what, String text) {
    boolean plain = text.chars().allMatch(c -> c > ' ' && c != '+' && c != '#' && c != 0x7f);
    require(
        plain && !text.isEmpty() && text.length() <= 128,
        what + " is 1 to 128 characters without space, '+' and '#', but this is '" + text + "'");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
