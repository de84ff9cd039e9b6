package org.edgestill.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.edgestill.model.io.DurableFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every change of keys, and a gateway that follows it from the root that it was given at first. */
class RepositoryKeysTest {

  @TempDir Path temp;
  private final TestClock clock = new TestClock();
  private KeyFolders folders;
  private TufRepository repository;
  private TufClient client;

  @BeforeEach
  void aRepositoryWhoseRootKeysAreElsewhere() throws Exception {
    folders =
        KeyFolders.in(temp.resolve("online"), KeyPassword.NONE)
            .with(Role.ROOT, temp.resolve("safe/root"), KeyPassword.NONE);
    repository =
        TufRepository.create(
            temp.resolve("repository"), folders, RepositorySettings.defaults(), clock);
    repository.addRelease(Releases.films(1));
    client = new TufClient(temp.resolve("client"), repository.rootFile(), clock);
    assertFollowed();
  }

  private void assertFollowed() throws Exception {
    repository = TufRepository.open(temp.resolve("repository"), folders, clock);
    assertThat(client.refresh(Publication.of(repository)).releases())
        .containsExactly(Releases.films(1));
    TufClient fromTheStart =
        new TufClient(
            Files.createTempDirectory(temp, "fresh"),
            DurableFiles.readBounded(temp.resolve("repository/metadata/1.root.json"), 100_000),
            clock);
    assertThat(fromTheStart.refresh(Publication.of(repository)).releases()).hasSize(1);
  }

  private RoleState state(Role role) throws IOException {
    return repository.keys().roles().stream()
        .filter(state -> state.role() == role)
        .findFirst()
        .orElseThrow();
  }

  private List<String> ids(Role role) throws IOException {
    return state(role).keys().stream().map(RoleState.Key::keyId).toList();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aRotatedRoleHasNewKeysOnlyAndIsFollowed(Role role) throws Exception {
    List<String> before = ids(role);
    repository.keys().rotate(role);

    assertThat(ids(role)).hasSameSizeAs(before).doesNotContainAnyElementsOf(before);
    assertThat(state(Role.ROOT).version()).isEqualTo(2);
    assertFollowed();
  }

  @Test
  void rotatingRootKeysNeedsNoOthers() throws Exception {
    Files.move(temp.resolve("online"), temp.resolve("not-mounted"));
    repository.keys().rotate(Role.ROOT);
    assertFollowed();
  }

  @Test
  void everyDaysWorkNeedsNoRootKeys() throws Exception {
    Files.move(temp.resolve("safe"), temp.resolve("not-mounted"));
    repository = TufRepository.open(temp.resolve("repository"), folders, clock);
    repository.resignTimestamp();
    repository.resign();
    assertFollowed();
    assertThat(state(Role.ROOT).keys()).noneMatch(RoleState.Key::present);

    assertThatThrownBy(() -> repository.keys().rotate(Role.TIMESTAMP))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the root role needs 1 private keys")
        .hasMessageContaining("safe");
    try (Stream<Path> files = Files.list(temp.resolve("online/timestamp"))) {
      assertThat(files).as("no key is made that nobody will trust").hasSize(1);
    }
  }

  @Test
  void theTimestampIsSignedAgainWithItsKeyAlone() throws Exception {
    for (Role role : List.of(Role.TARGETS, Role.SNAPSHOT)) {
      Files.move(
          temp.resolve("online").resolve(role.typeName()), temp.resolve("away-" + role.typeName()));
    }
    Files.move(temp.resolve("safe"), temp.resolve("not-mounted"));
    repository = TufRepository.open(temp.resolve("repository"), folders, clock);
    clock.advance(Duration.ofDays(20));
    repository.resignTimestamp();
    clock.advance(Duration.ofDays(20));
    assertFollowed();
  }

  @Test
  void aThresholdGrowsAndShrinksAgain() throws Exception {
    List<String> first = ids(Role.ROOT);
    repository.keys().changeThreshold(Role.ROOT, 2, 3);
    assertThat(ids(Role.ROOT)).hasSize(3).containsAll(first);
    assertThat(state(Role.ROOT).threshold()).isEqualTo(2);
    assertFollowed();

    repository.keys().rotate(Role.ROOT);
    assertThat(ids(Role.ROOT)).hasSize(3).doesNotContainAnyElementsOf(first);
    assertFollowed();

    repository.keys().changeThreshold(Role.ROOT, 1, 1);
    assertThat(ids(Role.ROOT)).hasSize(1);
    assertFollowed();
    assertThatThrownBy(() -> repository.keys().changeThreshold(Role.ROOT, 3, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aLostKeyIsReplacedByThoseThatAreLeft(Role role) throws Exception {
    repository.keys().changeThreshold(role, 2, 3);
    String lost = ids(role).get(1);
    Files.delete(folders.folder(role).resolve(lost + ".pem"));
    repository = TufRepository.open(temp.resolve("repository"), folders, clock);

    repository.keys().replace(role, lost);

    assertThat(ids(role)).hasSize(3).doesNotContain(lost);
    assertThat(state(role).keys()).allMatch(RoleState.Key::present);
    assertFollowed();
    assertThatThrownBy(() -> repository.keys().replace(role, lost))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(lost);
  }

  @Test
  void tooManyLostRootKeysCanNotBeReplaced() throws Exception {
    repository.keys().changeThreshold(Role.ROOT, 2, 2);
    String lost = ids(Role.ROOT).get(0);
    Files.delete(folders.folder(Role.ROOT).resolve(lost + ".pem"));
    repository = TufRepository.open(temp.resolve("repository"), folders, clock);

    assertThatThrownBy(() -> repository.keys().replace(Role.ROOT, lost))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("needs 2 private keys");
    assertFollowed();
  }

  @Test
  void aRootIsRenewedBeforeItExpires() throws Exception {
    clock.advance(Duration.ofDays(700));
    List<String> before = ids(Role.ROOT);
    repository.keys().renewRoot();
    repository.resign();
    clock.advance(Duration.ofDays(29));
    assertThat(ids(Role.ROOT)).isEqualTo(before);
    assertThat(state(Role.ROOT).expires()).isAfter(clock.instant().plus(Duration.ofDays(700)));
    assertFollowed();
  }

  @Test
  void encryptedKeysSignWithTheirPasswordsOnly() throws Exception {
    Path keys = temp.resolve("encrypted");
    KeyFolders right =
        KeyFolders.in(keys, KeyPassword.NONE)
            .with(Role.TIMESTAMP, keys.resolve("timestamp"), "one"::toCharArray);
    TufRepository encrypted =
        TufRepository.create(temp.resolve("other"), right, RepositorySettings.defaults(), clock);
    assertThat(encrypted.keys().roles())
        .allSatisfy(
            role ->
                assertThat(role.keys())
                    .allMatch(key -> key.encrypted() == (role.role() == Role.TIMESTAMP)));
    try (Stream<Path> files = Files.list(keys.resolve("timestamp"))) {
      assertThat(Files.readString(files.findFirst().orElseThrow()))
          .startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
    }

    TufRepository.open(temp.resolve("other"), right, clock).resignTimestamp();
    for (KeyPassword wrong : List.<KeyPassword>of("two"::toCharArray, KeyPassword.NONE)) {
      KeyFolders folders = right.with(Role.TIMESTAMP, keys.resolve("timestamp"), wrong);
      assertThatThrownBy(
              () -> TufRepository.open(temp.resolve("other"), folders, clock).resignTimestamp())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("password");
    }
  }
}
