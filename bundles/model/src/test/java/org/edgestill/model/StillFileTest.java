package org.edgestill.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.edgestill.model.Refusals.assertRefused;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StillFileTest {

  @TempDir Path temp;
  private ModelPackage model;
  private Path still;
  private Path target;

  @BeforeEach
  void aPackage() throws Exception {
    model = Examples.write(temp.resolve("films"));
    still = temp.resolve("films.still");
    target = temp.resolve("unpacked");
  }

  @AfterEach
  void nothingIsLeftOfARefusedFile() {
    assertThat(temp).isDirectoryNotContaining("glob:**.aside");
  }

  @Test
  void whatIsPackedIsUnpacked() throws Exception {
    StillFile.pack(model, still);
    ModelPackage unpacked = StillFile.unpack(still, target);

    assertThat(unpacked.id()).isEqualTo(model.id());
    assertThat(unpacked.goldenVectors()).containsExactly(Examples.VECTOR);
  }

  @Test
  void theSamePackageGivesTheSameBytes() throws Exception {
    StillFile.pack(model, still);
    Path again = temp.resolve("again.still");
    StillFile.pack(model, again);

    assertThat(still).hasSameBinaryContentAs(again);
  }

  @Test
  void oneFlippedBitIsRefused() throws Exception {
    StillFile.pack(model, still);
    byte[] bytes = Files.readAllBytes(still);
    // In the middle of student.onnx, the largest and last file.
    bytes[bytes.length - 1_000] ^= 1;
    Files.write(still, bytes);

    assertThat(refusal()).isIn(RefusalCode.MALFORMED, RefusalCode.HASH_MISMATCH);
  }

  @Test
  void aPathOutsideThePackageIsRefused() throws Exception {
    zip(
        List.of(Map.entry("manifest.json", manifest()), Map.entry("../../escaped", new byte[] {1})),
        true);
    assertRefused(RefusalCode.MALFORMED, () -> StillFile.unpack(still, target));
    assertThat(temp.resolve("../escaped")).doesNotExist();
  }

  @Test
  void theManifestMustComeFirst() throws Exception {
    zip(
        List.of(Map.entry("card.md", new byte[] {1}), Map.entry("manifest.json", manifest())),
        true);
    assertRefused(RefusalCode.MALFORMED, () -> StillFile.unpack(still, target));
  }

  @Test
  void aFileWithMoreBytesThanDeclaredIsCut() throws Exception {
    List<Map.Entry<String, byte[]>> entries = complete();
    entries.replaceAll(
        entry ->
            entry.getKey().equals("student.onnx")
                ? Map.entry("student.onnx", new byte[1_000_000])
                : entry);
    zip(entries, true);
    assertRefused(RefusalCode.LENGTH_EXCEEDED, () -> StillFile.unpack(still, target));
  }

  @Test
  void compressedEntriesAreRefusedBecauseTheyCouldBeABomb() throws Exception {
    zip(complete(), false);
    assertRefused(RefusalCode.MALFORMED, () -> StillFile.unpack(still, target));
  }

  @Test
  void aMissingOrUnlistedFileIsRefused() throws Exception {
    List<Map.Entry<String, byte[]>> entries = complete();
    entries.remove(entries.size() - 1);
    zip(entries, true);
    assertRefused(RefusalCode.MALFORMED, () -> StillFile.unpack(still, target));
    assertThat(target).doesNotExist();

    entries = complete();
    entries.add(Map.entry("run.sh", new byte[] {1}));
    zip(entries, true);
    assertRefused(RefusalCode.MALFORMED, () -> StillFile.unpack(still, target));
    assertThat(target).doesNotExist();
  }

  @Test
  void aFileThatIsNoZipIsRefused() throws Exception {
    Files.writeString(still, "not a zip at all");
    assertRefused(RefusalCode.MALFORMED, () -> StillFile.unpack(still, target));
  }

  private RefusalCode refusal() throws IOException {
    try {
      StillFile.unpack(still, target);
    } catch (ModelRefusedException e) {
      return e.code();
    }
    throw new AssertionError("accepted");
  }

  private byte[] manifest() throws IOException {
    return Files.readAllBytes(model.folder().resolve(ModelPackage.MANIFEST));
  }

  private List<Map.Entry<String, byte[]>> complete() throws IOException {
    List<Map.Entry<String, byte[]>> entries = new ArrayList<>();
    entries.add(Map.entry("manifest.json", manifest()));
    for (FileEntry file : model.manifest().files()) {
      entries.add(Map.entry(file.path(), Files.readAllBytes(model.file(file.path()))));
    }
    return entries;
  }

  private void zip(List<Map.Entry<String, byte[]>> entries, boolean stored) throws IOException {
    try (OutputStream file = Files.newOutputStream(still);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      for (Map.Entry<String, byte[]> content : entries) {
        ZipEntry entry = new ZipEntry(content.getKey());
        if (stored) {
          CRC32 crc = new CRC32();
          crc.update(content.getValue());
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(content.getValue().length);
          entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(content.getValue());
        zip.closeEntry();
      }
    }
  }
}
