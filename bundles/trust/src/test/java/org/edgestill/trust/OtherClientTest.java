package org.edgestill.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sigstore.tuf.InvalidHashesException;
import dev.sigstore.tuf.RoleExpiredException;
import dev.sigstore.tuf.SignatureVerificationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.edgestill.model.Digests;
import org.edgestill.trust.RepositorySettings.Signing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What our publisher writes is accepted by a TUF client that others wrote. */
class OtherClientTest {

  @TempDir Path temp;
  private final TestClock clock = new TestClock();
  private TufRepository repository;
  private PublicationFolder published;
  private Path root;

  @BeforeEach
  void aRepositoryWithThresholds() throws Exception {
    RepositorySettings settings =
        RepositorySettings.defaults()
            .with(Role.ROOT, new Signing(3, 2, Duration.ofDays(730)))
            .with(Role.TARGETS, new Signing(2, 2, Duration.ofDays(365)));
    repository = TufRepository.create(temp.resolve("repository"), settings, clock);
    published = new PublicationFolder(temp.resolve("published"));
    root = Files.write(temp.resolve("root.json"), repository.rootFile());
  }

  private SigstoreClient client() throws Exception {
    return new SigstoreClient(temp.resolve("client"), root, temp.resolve("published"), clock);
  }

  /** Publishes a release of a model, and gives its manifest. */
  private byte[] publish(String model) throws Exception {
    byte[] manifest = Releases.manifest(model);
    ReleaseTarget target =
        ReleaseTarget.of(manifest, "stable")
            .forDeviceClasses(List.of("kiosk"))
            .withRollout("salt", 5);
    published.writeTarget(target, manifest);
    repository.addRelease(target);
    published.writeMetadata(repository.published());
    return manifest;
  }

  @Test
  void aReleaseIsVerifiedAndFetchedByAnotherImplementation() throws Exception {
    byte[] manifest = publish("films");
    SigstoreClient client = client();

    client.refresh();

    assertThat(client.target("films/1/manifest.json")).isEqualTo(manifest);
    assertThatThrownBy(() -> client.target("books/1/manifest.json"))
        .hasMessageContaining("books/1");
  }

  @Test
  void rotatedRootsAreFollowedByAnotherImplementation() throws Exception {
    publish("films");
    client().refresh();
    for (Role role : Role.values()) {
      repository.keys().rotate(role);
    }
    byte[] manifest = publish("books");

    SigstoreClient later = client();
    later.refresh();

    assertThat(later.target("books/1/manifest.json")).isEqualTo(manifest);
  }

  @Test
  void aManifestThatWasExchangedIsRefusedByAnotherImplementation() throws Exception {
    byte[] manifest = publish("films");
    Path file =
        temp.resolve("published/targets/films/1")
            .resolve(Digests.sha256(manifest) + ".manifest.json");
    manifest[manifest.length / 2] ^= 1;
    Files.write(file, manifest);
    SigstoreClient client = client();
    client.refresh();
    assertThatThrownBy(() -> client.target("films/1/manifest.json"))
        .isInstanceOf(InvalidHashesException.class);
  }

  @Test
  void anotherImplementationRefusesWhatOursRefuses() throws Exception {
    SigstoreClient client = client();
    published.writeMetadata(repository.published());
    client.refresh();
    publish("films");
    Path timestamp = temp.resolve("published/metadata/timestamp.json");
    String good = Files.readString(timestamp);
    Files.writeString(timestamp, good.replace("\"version\":2", "\"version\":9"));
    assertThatThrownBy(client::refresh).isInstanceOf(SignatureVerificationException.class);
    Files.writeString(timestamp, good);

    clock.advance(Duration.ofDays(31));
    assertThatThrownBy(client::refresh).isInstanceOf(RoleExpiredException.class);
  }
}
