package org.edgestill.trust;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.edgestill.model.Digests;

/** Releases for the tests. */
final class Releases {

  private Releases() {}

  static ReleaseTarget films(long release) {
    return films(release, "content of " + release);
  }

  /** What is to be had as the manifest of {@link #films(long)}. */
  static byte[] content(long release) {
    return ("content of " + release).getBytes(UTF_8);
  }

  static ReleaseTarget films(long release, String content) {
    return new ReleaseTarget(
        "films/" + release + "/manifest.json",
        content.length(),
        Digests.sha256(content.getBytes(UTF_8)),
        "films",
        release,
        "stable",
        List.of(),
        "films-" + release,
        100);
  }
}
