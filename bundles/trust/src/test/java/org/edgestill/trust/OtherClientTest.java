package org.edgestill.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sigstore.tuf.RoleExpiredException;
import dev.sigstore.tuf.SignatureVerificationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.edgestill.trust.RepositorySettings.Signing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What our publisher writes is accepted by a TUF client that others wrote. */
class OtherClientTest {

  @TempDir Path temp;
  private final TestClock clock = new TestClock();
  private TufRepository repository;
  private Path root;

  @BeforeEach
  void aRepositoryWithThresholds() throws Exception {
    RepositorySettings settings =
        RepositorySettings.defaults()
            .with(Role.ROOT, new Signing(3, 2, Duration.ofDays(730)))
            .with(Role.TARGETS, new Signing(2, 2, Duration.ofDays(365)));
    repository = TufRepository.create(temp.resolve("published"), settings, clock);
    root = Files.write(temp.resolve("root.json"), repository.rootFile());
  }

  private SigstoreClient client() throws Exception {
    return new SigstoreClient(temp.resolve("client"), root, temp.resolve("published"), clock);
  }

  /** Where consistent snapshots have a target: the hash before the file's name. */
  private void store(ReleaseTarget release, byte[] manifest) throws Exception {
    Path target = temp.resolve("published/targets").resolve(release.path());
    Files.createDirectories(target.getParent());
    Files.write(target.resolveSibling(release.sha256() + "." + target.getFileName()), manifest);
  }

  @Test
  void aReleaseIsVerifiedAndFetchedByAnotherImplementation() throws Exception {
    ReleaseTarget release = Releases.films(1).withRollout("salt", 5);
    store(release, Releases.content(1));
    repository.addRelease(release);
    SigstoreClient client = client();

    client.refresh();

    assertThat(client.target(release.path())).isEqualTo(Releases.content(1));
    assertThatThrownBy(() -> client.target("films/9/manifest.json"))
        .hasMessageContaining("films/9");
  }

  @Test
  void rotatedRootsAreFollowedByAnotherImplementation() throws Exception {
    client().refresh();
    for (Role role : Role.values()) {
      repository.keys().rotate(role);
    }
    repository.addRelease(Releases.films(1));
    store(Releases.films(1), Releases.content(1));

    SigstoreClient later = client();
    later.refresh();

    assertThat(later.target("films/1/manifest.json")).isEqualTo(Releases.content(1));
  }

  @Test
  void anotherImplementationRefusesWhatOursRefuses() throws Exception {
    SigstoreClient client = client();
    client.refresh();
    repository.addRelease(Releases.films(1));
    Path timestamp = repository.metadataFolder().resolve("timestamp.json");
    String good = Files.readString(timestamp);
    Files.writeString(timestamp, good.replace("\"version\":2", "\"version\":9"));
    assertThatThrownBy(client::refresh).isInstanceOf(SignatureVerificationException.class);
    Files.writeString(timestamp, good);

    clock.advance(Duration.ofDays(31));
    assertThatThrownBy(client::refresh).isInstanceOf(RoleExpiredException.class);
  }
}
