package org.edgestill.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Stream;
import org.edgestill.model.io.DurableFiles;
import org.edgestill.trust.RepositorySettings.Signing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TufRepositoryTest {

  @TempDir Path temp;
  private final TestClock clock = new TestClock();
  private Path folder;
  private TufRepository repository;

  @BeforeEach
  void aRepository() throws Exception {
    folder = temp.resolve("repository");
    repository = TufRepository.create(folder, RepositorySettings.defaults(), clock);
  }

  private TufClient client() throws IOException {
    return new TufClient(temp.resolve("client"), repository.rootFile(), clock);
  }

  @Test
  void aClientReadsFromTheFolderWhatWasPublished() throws Exception {
    ReleaseTarget release = Releases.films(7).withRollout("salt", 5);
    repository.addRelease(release);

    TrustedReleases trusted = client().refresh(MetadataSource.folder(repository.metadataFolder()));

    assertThat(trusted.releases()).containsExactly(release);
    assertThat(trusted.version()).isEqualTo(2);
    assertThat(trusted.expires()).isEqualTo(clock.instant().plus(Duration.ofDays(30)));
    assertThat(repository.expires()).isEqualTo(trusted.expires());
  }

  @Test
  void anOpenedRepositoryGoesOnWhereItWas() throws Exception {
    repository.addRelease(Releases.films(1));
    TufRepository opened = TufRepository.open(folder, clock);
    assertThat(opened.releases()).containsExactly(Releases.films(1));

    opened.addRelease(Releases.films(2));

    assertThat(client().refresh(Publication.of(opened)).releases())
        .containsExactly(Releases.films(1), Releases.films(2));
  }

  @Test
  void theTimestampComesLastSoThatNothingIsNamedBeforeItIsThere() throws Exception {
    repository.keys().rotate(Role.SNAPSHOT);

    assertThat(repository.published().stream().map(file -> file.role().fileName(file.version())))
        .containsExactly(
            "1.root.json", "2.root.json", "1.targets.json", "2.snapshot.json", "timestamp.json");
  }

  @Test
  void privateKeysAreForTheirOwnerOnlyAndInAFolderForEachRole() throws Exception {
    try (Stream<Path> files = Files.walk(folder.resolve("keys"))) {
      for (Path file : files.toList()) {
        assertThat(Files.getPosixFilePermissions(file))
            .isEqualTo(
                PosixFilePermissions.fromString(
                    Files.isDirectory(file) ? "rwx------" : "rw-------"));
      }
    }
    for (Role role : Role.values()) {
      assertThat(folder.resolve("keys").resolve(role.typeName()))
          .isDirectoryContaining("glob:**.pem");
    }
    try (Stream<Path> published = Files.list(repository.metadataFolder())) {
      for (Path file : published.toList()) {
        assertThat(Files.readString(file)).doesNotContain("PRIVATE");
      }
    }
  }

  @Test
  void theRootKeysMayBeElsewhereUntilKeysAreRotated() throws Exception {
    Path rootKeys = folder.resolve("keys/root");
    Files.move(rootKeys, temp.resolve("safe"));
    TufRepository opened = TufRepository.open(folder, clock);

    opened.addRelease(Releases.films(1));

    assertThatThrownBy(() -> opened.keys().rotate(Role.TIMESTAMP))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("private keys");
    Files.move(temp.resolve("safe"), rootKeys);
    opened.keys().rotate(Role.TIMESTAMP);
    assertThat(client().refresh(Publication.of(opened)).releases()).hasSize(1);
  }

  @Test
  void aRolloutIsWidenedButContentIsNeverExchanged() throws Exception {
    repository.addRelease(Releases.films(7).withRollout("s", 1));
    repository.addRelease(Releases.films(7).withRollout("s", 50));

    assertThat(repository.releases()).containsExactly(Releases.films(7).withRollout("s", 50));
    assertThatThrownBy(() -> repository.addRelease(Releases.films(7, "other")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("higher release number");
  }

  @Test
  void aReleaseIsWithdrawn() throws Exception {
    repository.addRelease(Releases.films(1), Releases.films(2));

    assertThat(repository.removeRelease("films", 2)).isTrue();
    assertThat(repository.removeRelease("films", 2)).isFalse();

    assertThat(client().refresh(Publication.of(repository)).releases())
        .containsExactly(Releases.films(1));
  }

  @Test
  void aSecondRepositoryIsNotMadeOverTheFirst() {
    assertThat(TufRepository.exists(folder)).isTrue();
    assertThat(TufRepository.exists(temp)).isFalse();
    assertThatThrownBy(() -> TufRepository.create(folder, RepositorySettings.defaults(), clock))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void aThresholdOfTwoNeedsTwoPrivateKeys() throws Exception {
    Path other = temp.resolve("other");
    TufRepository two =
        TufRepository.create(
            other,
            RepositorySettings.defaults().with(Role.TARGETS, new Signing(2, 2, Duration.ofDays(1))),
            clock);
    two.addRelease(Releases.films(1));
    try (Stream<Path> keys = Files.list(other.resolve("keys/targets"))) {
      Files.delete(keys.findFirst().orElseThrow());
    }

    assertThatThrownBy(() -> TufRepository.open(other, clock).addRelease(Releases.films(2)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("needs 2 private keys");
    assertThat(TufRepository.open(other, clock).releases()).hasSize(1);
  }

  @Test
  void aPublisherKilledBetweenRootAndTimestampOfARotationFinishesItWhenItIsOpened()
      throws Exception {
    repository.addRelease(Releases.films(1));
    byte[] oldTimestamp =
        DurableFiles.readBounded(folder.resolve("metadata/timestamp.json"), 100_000);
    repository.keys().rotate(Role.TIMESTAMP);
    // As if the process had died after the root was written.
    DurableFiles.write(folder.resolve("metadata/timestamp.json"), oldTimestamp);

    TufRepository opened = TufRepository.open(folder, clock);

    assertThat(client().refresh(Publication.of(opened)).releases())
        .containsExactly(Releases.films(1));
  }
}
