package org.edgestill.trust;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.edgestill.model.Budgets;
import org.edgestill.model.Digests;
import org.edgestill.model.DistilledFrom;
import org.edgestill.model.Manifest;
import org.edgestill.model.Requirements;
import org.edgestill.model.VersionRange;

/** Releases for the tests. */
final class Releases {

  private Releases() {}

  static ReleaseTarget films(long release) {
    return films(release, "content of " + release);
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

  /** A real manifest: release 1 of a model. */
  static byte[] manifest(String name) {
    return new Manifest(
            name,
            1,
            Instant.parse("2026-11-24T12:00:00Z"),
            new DistilledFrom("ab".repeat(32), "teacher", "1a2b3c", List.of(1L)),
            new Requirements(
                new VersionRange("[1,2)"), new VersionRange("[1.22,2)"), 17, List.of("amd64"), 64),
            new Budgets(2_000, 64),
            Map.of(),
            List.of())
        .toJson();
  }
}
