package org.edgestill.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaWriterTest {

  private static final int CHUNK = 256;

  @TempDir private Path folder;

  @Test
  void aDeltaIsMadeOfWhatChangedALittle_andLeadsToTheFile() throws Exception {
    byte[] student = student(1);
    ModelPackage first = write("first", 1, student);
    for (int i = 0; i < student.length; i += 100) {
      student[i]++;
    }
    ModelPackage second = write("second", 2, student);
    DeltaWriter writer = new DeltaWriter(folder.resolve("deltas"));

    ModelPackage written = writer.write(second, List.of(first));

    FileEntry file = written.manifest().file(ModelPackage.STUDENT).orElseThrow();
    assertThat(written.id().digest()).isNotEqualTo(second.id().digest());
    assertThat(written.manifest().withoutDeltas()).isEqualTo(second.manifest());
    assertThat(file.deltas()).hasSize(1);
    DeltaEntry delta = file.deltas().get(0);
    assertThat(delta.base()).isEqualTo(Digests.sha256(first.file(ModelPackage.STUDENT)));
    assertThat(delta.length()).isLessThan(file.length() * 8 / 10);
    assertThat(Digests.sha256(writer.file(delta))).isEqualTo(delta.sha256());
    // the other files are the same: there is nothing to fetch
    assertThat(written.manifest().files()).filteredOn(f -> !f.deltas().isEmpty()).hasSize(1);
    assertThat(writer.write(written, List.of(first)).id()).isEqualTo(written.id());
  }

  @Test
  void noDeltaIsMadeThatSavesNothing() throws Exception {
    ModelPackage first = write("first", 1, student(1));
    ModelPackage second = write("second", 2, student(2));

    ModelPackage written = new DeltaWriter(folder.resolve("deltas")).write(second, List.of(first));

    assertThat(written.id()).isEqualTo(second.id());
    assertThat(folder.resolve("deltas")).isEmptyDirectory();
  }

  /** One chunk of forty has changed: the delta would be smaller than the file, but not than it. */
  @Test
  void whatChunksSaveAlreadyIsNotCountedAgain() throws Exception {
    byte[] student = student(1);
    ModelPackage first = write("first", 1, student);
    byte[] other = student(2);
    System.arraycopy(other, CHUNK, student, CHUNK, CHUNK);

    ModelPackage second = write("second", 2, student);
    ModelPackage written = new DeltaWriter(folder.resolve("deltas")).write(second, List.of(first));

    assertThat(written.id()).isEqualTo(second.id());
  }

  private static byte[] student(long seed) {
    byte[] student = new byte[40 * CHUNK];
    new Random(seed).nextBytes(student);
    return student;
  }

  private ModelPackage write(String name, long release, byte[] student) throws Exception {
    Path target = folder.resolve(name);
    Examples.fill(target);
    Files.write(target.resolve(ModelPackage.STUDENT), student);
    return new ModelPackageWriter(CHUNK).write(target, Examples.manifest().withRelease(release));
  }
}
