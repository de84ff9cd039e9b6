package org.edgestill.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.edgestill.model.Digests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Metadata of another implementation of TUF is read. The files were written by tuf-js 5.0.1 with
 * keys that were thrown away: root threshold 2, no hash in the snapshot, and a target that is no
 * release, whose name and custom field need escaping and are not ASCII.
 */
class InteroperabilityTest {

  @TempDir Path temp;

  @Test
  void metadataWrittenByTufJsIsRead() throws Exception {
    Path folder = resource("written-by-tuf-js");
    TufClient client =
        new TufClient(temp, Files.readAllBytes(folder.resolve("1.root.json")), new TestClock());

    TrustedReleases trusted = client.refresh(MetadataSource.folder(folder));

    assertThat(trusted.releases())
        .containsExactly(
            new ReleaseTarget(
                "films/7/manifest.json",
                5,
                Digests.sha256(new byte[] {'h', 'e', 'l', 'l', 'o'}),
                "films",
                7,
                "stable",
                List.of("kiosk"),
                "films-7",
                25));
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(Objects.requireNonNull(InteroperabilityTest.class.getResource(name)).toURI());
  }
}
