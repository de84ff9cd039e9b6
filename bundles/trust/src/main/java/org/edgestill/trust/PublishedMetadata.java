package org.edgestill.trust;

import java.util.Arrays;
import java.util.Objects;

/**
 * One metadata file that a publisher makes available.
 *
 * @param role whose
 * @param version which; the timestamp's too, although its file has one name for all versions
 * @param content the signed bytes; do not change them
 */
// An array, because it is handed to the carrier as it is; equals compares the content.
@SuppressWarnings("ArrayRecordComponent")
public record PublishedMetadata(Role role, long version, byte[] content) {

  @Override
  public boolean equals(Object other) {
    return other instanceof PublishedMetadata that
        && role == that.role
        && version == that.version
        && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Objects.hash(role, version, Arrays.hashCode(content));
  }

  @Override
  public String toString() {
    return role.fileName(version) + " (version " + version + ", " + content.length + " bytes)";
  }
}
