package org.edgestill.model.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {

  @TempDir Path folder;

  @Test
  void aFileIsReplacedAndNothingIsLeftAside() throws Exception {
    Path file = folder.resolve("pointer");
    DurableFiles.write(file, new byte[] {1});
    DurableFiles.write(file, new byte[] {2, 3});

    assertThat(file).hasBinaryContent(new byte[] {2, 3});
    assertThat(folder).isDirectoryNotContaining("glob:**.aside");
  }

  @Test
  void whatAPowerCutLeftAsideIsReplacedNotCollected() throws Exception {
    Files.write(folder.resolve(".pointer.aside"), new byte[100]);

    DurableFiles.write(folder.resolve("pointer"), new byte[] {1});

    assertThat(folder)
        .isDirectoryContaining("glob:**/pointer")
        .isDirectoryNotContaining("glob:**.aside");
  }

  @Test
  void aWriteThatFailsLeavesTheOldFileAndNothingAside() throws Exception {
    // A rename can not replace a folder that is not empty.
    Path target = Files.createDirectory(folder.resolve("target"));
    Files.write(target.resolve("inside"), new byte[] {1});

    assertThatThrownBy(() -> DurableFiles.write(target, new byte[] {2}))
        .isInstanceOf(IOException.class);
    assertThat(target.resolve("inside")).exists();
    assertThat(folder).isDirectoryNotContaining("glob:**.aside");
  }

  @Test
  void aPrivateFileIsForItsOwnerOnlyEvenIfALeftoverWasNot() throws Exception {
    Files.write(folder.resolve(".key.aside"), new byte[100]);
    Path key = folder.resolve("key");

    DurableFiles.writePrivate(key, new byte[] {1});

    assertThat(Files.getPosixFilePermissions(key))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aLinkThatWaitsAsideIsNotFollowed() throws Exception {
    Path victim = Files.write(folder.resolve("victim"), new byte[] {7});
    Files.createSymbolicLink(folder.resolve(".pointer.aside"), victim);

    DurableFiles.write(folder.resolve("pointer"), new byte[] {1});

    assertThat(victim).hasBinaryContent(new byte[] {7});
  }

  @Test
  void deletingATreeDoesNotFollowLinks() throws Exception {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.write(outside.resolve("kept"), new byte[] {1});
    Path tree = Files.createDirectories(folder.resolve("tree/inner"));
    Files.createSymbolicLink(tree.resolve("link"), outside);

    DurableFiles.deleteTree(folder.resolve("tree"));
    DurableFiles.deleteTree(folder.resolve("tree"));

    assertThat(folder.resolve("tree")).doesNotExist();
    assertThat(outside.resolve("kept")).exists();
  }

  @Test
  void aBoundedReadRefusesMoreBytesAndLinks() throws Exception {
    Path file = Files.write(folder.resolve("file"), new byte[] {1, 2, 3});
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);

    assertThat(DurableFiles.readBounded(file, 3)).hasSize(3);
    assertThatThrownBy(() -> DurableFiles.readBounded(file, 2)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> DurableFiles.readBounded(link, 3)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> DurableFiles.readBounded(folder.resolve("none"), 3))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aMovedFolderIsThereAndSynced() throws Exception {
    Path from = Files.createDirectories(folder.resolve("staging/one"));
    Files.write(from.resolve("file"), new byte[] {1});
    Path to = Files.createDirectory(folder.resolve("store")).resolve("one");

    DurableFiles.syncTree(from);
    DurableFiles.move(from, to);

    assertThat(to.resolve("file")).exists();
    assertThat(from).doesNotExist();
  }

  @Test
  void aFullDiskIsToldFromOtherFailures() {
    assertThat(DurableFiles.isDiskFull(new IOException("x: No space left on device"))).isTrue();
    assertThat(
            DurableFiles.isDiskFull(new RuntimeException(new IOException("Disk quota exceeded"))))
        .isTrue();
    assertThat(DurableFiles.isDiskFull(new IOException("Permission denied"))).isFalse();
  }
}
