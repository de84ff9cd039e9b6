package org.edgestill.distiller.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The Git commit that a configuration is at, if it is in a Git repository. */
final class Revision {

  private static final String UNKNOWN = "unknown";
  private static final long PATIENCE_SECONDS = 10;

  private Revision() {}

  /** 40 hexadecimal digits, or {@code unknown}. */
  static String of(Path folder) {
    try {
      Process git =
          new ProcessBuilder("git", "-C", folder.toString(), "rev-parse", "HEAD")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        String commit =
            new String(git.getInputStream().readNBytes(64), StandardCharsets.US_ASCII).strip();
        boolean ended = git.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return ended && commit.matches("[0-9a-f]{40,64}") ? commit : UNKNOWN;
      } finally {
        git.destroy();
      }
    } catch (IOException e) {
      return UNKNOWN; // there is no git
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNKNOWN;
    }
  }
}
