package org.edgestill.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a file is cut into chunks: all of the same length, only the last may be shorter. */
public final class Chunks {

  /** 64 KiB: fits the message limit of every common broker (the lowest is 128 KB). */
  public static final int DEFAULT_LENGTH = 64 * 1024;

  /** Smaller chunks would make the manifest larger than the files. */
  public static final int MIN_LENGTH = 256;

  /** A chunk is held in memory; brokers with a limit of 1 MB are common. */
  public static final int MAX_LENGTH = 1024 * 1024;

  private Chunks() {}

  /** How many chunks a file of this many bytes has; 0 for an empty file. */
  public static long count(long fileLength, int chunkLength) {
    return fileLength / chunkLength + (fileLength % chunkLength == 0 ? 0 : 1);
  }

  /** The SHA-256 of each chunk of a file, in order. */
  public static List<String> digests(Path file, int chunkLength) throws IOException {
    List<String> digests = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] chunk = new byte[chunkLength];
      for (int n = in.readNBytes(chunk, 0, chunkLength);
          n > 0;
          n = in.readNBytes(chunk, 0, chunkLength)) {
        digests.add(Digests.sha256(chunk, 0, n));
      }
    }
    return digests;
  }
}
