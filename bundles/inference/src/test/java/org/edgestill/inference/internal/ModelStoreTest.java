package org.edgestill.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on disk after each step, and after a death between two steps. */
class ModelStoreTest {

  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);

  @TempDir Path directory;
  private ModelStore store = new ModelStore(Path.of("set below"));

  @BeforeEach
  void open() throws IOException {
    store = new ModelStore(directory);
    store.open();
  }

  @Test
  void pointersSurviveANewProcess() throws IOException {
    assertThat(store.active()).isEmpty();
    store.activate(A, null);
    store.activate(B, A);
    ModelStore next = new ModelStore(directory);
    next.open();
    assertThat(next.active()).contains(B);
    assertThat(next.previous()).contains(A);
    next.rollBack(A);
    assertThat(store.active()).contains(A);
    assertThat(store.previous()).isEmpty();
  }

  @Test
  void givenADeathBetweenTheTwoWritesOfActivateThenTheOldServesAndNothingIsPrevious()
      throws IOException {
    store.activate(A, null);
    Files.writeString(directory.resolve("previous"), A + "\n"); // the first write of activate(B, A)
    assertThat(store.active()).contains(A);
    assertThat(store.previous()).isEmpty();
  }

  @Test
  void aPointerThatIsNoDigestIsIgnored() throws IOException {
    Files.writeString(directory.resolve("active"), "../../etc");
    assertThat(store.active()).isEmpty();
    Files.writeString(directory.resolve("active"), "");
    assertThat(store.active()).isEmpty();
  }

  @Test
  void aReleaseComesAndGoesAsAWhole() throws IOException {
    Path staged = Files.createDirectories(directory.resolve("staged"));
    Files.writeString(staged.resolve("manifest.json"), "{}");
    store.add(staged, A);
    assertThat(staged).doesNotExist();
    assertThat(store.contains(A)).isTrue();
    assertThat(store.digests()).containsExactly(A);
    store.remove(A);
    assertThat(store.contains(A)).isFalse();
    assertThat(directory.resolve("trash")).isEmptyDirectory();
  }

  @Test
  void givenADeathWhileDeletingThenTheRestIsDeletedAtTheNextStart() throws IOException {
    Path half = Files.createDirectories(directory.resolve("trash").resolve(A));
    Files.writeString(half.resolve("student.onnx"), "half");
    new ModelStore(directory).open();
    assertThat(directory.resolve("trash")).isEmptyDirectory();
  }
}
