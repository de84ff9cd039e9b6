package org.edgestill.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.edgestill.model.Refusals.assertRefused;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.edgestill.api.model.RefusalCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPackageTest {

  @TempDir Path temp;
  private Path folder;
  private ModelPackage written;

  @BeforeEach
  void aPackage() throws Exception {
    folder = temp.resolve("films");
    written = Examples.write(folder);
  }

  @Test
  void whatWasWrittenIsOpenedAndRead() throws Exception {
    ModelPackage opened = ModelPackage.open(folder);

    assertThat(opened.manifest()).isEqualTo(written.manifest());
    assertThat(opened.id().name()).isEqualTo("films");
    assertThat(opened.id().release()).isEqualTo(7);
    assertThat(opened.id().digest())
        .isEqualTo(Digests.sha256(folder.resolve(ModelPackage.MANIFEST)));
    assertThat(opened.catalogue().titleAt(3)).isEqualTo("Amélie");
    assertThat(opened.featureSchema()).isEqualTo(Examples.SCHEMA);
    assertThat(opened.goldenVectors()).containsExactly(Examples.VECTOR);
    assertThat(opened.manifest().file(ModelPackage.STUDENT).orElseThrow().chunks()).hasSize(4);
    assertThatThrownBy(() -> opened.file("other")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theSameFilesGiveTheSameManifest() throws Exception {
    ModelPackage again = Examples.write(temp.resolve("again"));

    assertThat(again.id()).isEqualTo(written.id());
    assertThat(new ModelPackageWriter(256).write(folder, Examples.manifest()).id())
        .isEqualTo(written.id());
  }

  @Test
  void oneFlippedBitInAnyFileIsRefused() throws Exception {
    for (FileEntry file : written.manifest().files()) {
      Path path = folder.resolve(file.path());
      flip(path, file.length() / 2);
      assertRefused(RefusalCode.HASH_MISMATCH, () -> ModelPackage.open(folder))
          .hasMessageContaining(file.path());
      flip(path, file.length() / 2);
    }
    ModelPackage.open(folder);
  }

  @Test
  void aHashIsCheckedBeforeTheContentIsParsed() throws Exception {
    Files.writeString(folder.resolve(ModelPackage.GOLDEN), "x");
    assertRefused(RefusalCode.HASH_MISMATCH, () -> ModelPackage.open(folder));
  }

  @Test
  void aLongerFileIsRefusedForItsLength() throws Exception {
    Path student = folder.resolve(ModelPackage.STUDENT);
    Files.write(student, new byte[1_001]);
    assertRefused(RefusalCode.LENGTH_EXCEEDED, () -> ModelPackage.open(folder));
  }

  @Test
  void missingAndUnlistedFilesAreRefused() throws Exception {
    Files.writeString(folder.resolve("extra.class"), "x");
    assertRefused(RefusalCode.MALFORMED, () -> ModelPackage.open(folder))
        .hasMessageContaining("extra.class");
    Files.delete(folder.resolve("extra.class"));
    Files.delete(folder.resolve(ModelPackage.CARD));
    assertRefused(RefusalCode.MALFORMED, () -> ModelPackage.open(folder))
        .hasMessageContaining("card.md");
  }

  @Test
  void aLinkInPlaceOfAFileIsRefusedEvenIfItsContentIsRight() throws Exception {
    Path student = folder.resolve(ModelPackage.STUDENT);
    Files.move(student, temp.resolve("elsewhere"));
    Files.createSymbolicLink(student, temp.resolve("elsewhere"));
    assertRefused(RefusalCode.MALFORMED, () -> ModelPackage.open(folder))
        .hasMessageContaining("not a regular file");
  }

  @Test
  void aFolderWithoutManifestOrWithoutStudentIsNoPackage() throws Exception {
    assertRefused(RefusalCode.MALFORMED, () -> ModelPackage.open(temp));
    Files.delete(folder.resolve(ModelPackage.STUDENT));
    assertRefused(
            RefusalCode.MALFORMED,
            () -> new ModelPackageWriter().write(folder, Examples.manifest()))
        .hasMessageContaining(ModelPackage.STUDENT);
  }

  private static void flip(Path file, long at) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int old = bytes.read();
      bytes.seek(at);
      bytes.write(old ^ 1);
    }
  }
}
