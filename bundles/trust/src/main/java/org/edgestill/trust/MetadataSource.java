package org.edgestill.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where metadata is fetched from: a broker, a folder, a server. Not trusted in any way; a client
 * verifies whatever comes.
 */
@FunctionalInterface
public interface MetadataSource {

  /**
   * Fetches the metadata of a role.
   *
   * @param version which; 0 for the newest: always for the timestamp, and for snapshot and targets
   *     of a repository without consistent snapshots
   * @param maxBytes what is longer is refused, so a source may cut it off after one byte more
   * @return empty if it is certain, as far as the source can tell, that there is none
   * @throws IOException if it can not be told now, for instance because there is no connection
   */
  Optional<byte[]> fetch(Role role, long version, int maxBytes) throws IOException;

  /** A folder with the files of a repository, for instance on a USB stick. */
  static MetadataSource folder(Path metadata) {
    return (role, version, maxBytes) -> {
      Path file = metadata.resolve(role.fileName(version));
      try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        // One byte more than allowed, so that the client sees that there is too much.
        return Optional.of(in.readNBytes(maxBytes + 1));
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
    };
  }
}
