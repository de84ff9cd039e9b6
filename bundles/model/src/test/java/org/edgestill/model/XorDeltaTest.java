package org.edgestill.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.edgestill.model.Refusals.assertRefused;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XorDeltaTest {

  @TempDir private Path folder;

  @ParameterizedTest(name = "from {0} to {1} bytes")
  @CsvSource({"0,1", "1,0", "300000,300000", "300000,300100", "300100,300000", "65536,131072"})
  void whatIsEncodedIsDecoded(int before, int after) throws Exception {
    byte[] base = random(before);
    byte[] file = Arrays.copyOf(base, after);
    for (int i = 0; i < after; i += 997) {
      file[i]++;
    }
    Path delta = folder.resolve("delta");
    long length = XorDelta.encode(write("base", base), write("file", file), delta);

    assertThat(length).isEqualTo(Files.size(delta)).isLessThan(2_000);
    assertThat(apply(base, delta, after)).isEqualTo(file);
  }

  @Test
  void aWrongBaseGivesAWrongFile_whichOnlyItsHashTells() throws Exception {
    byte[] base = random(1_000);
    Path delta = folder.resolve("delta");
    XorDelta.encode(write("base", base), write("file", new byte[1_000]), delta);
    base[500] ^= 1;

    assertThat(apply(base, delta, 1_000)).hasSize(1_000).isNotEqualTo(new byte[1_000]);
  }

  @Test
  void aDeltaThatIsDamagedOrEndsEarlyIsMalformed() throws Exception {
    byte[] base = random(10_000);
    Path delta = folder.resolve("delta");
    XorDelta.encode(write("base", base), write("file", random(10_000)), delta);
    byte[] whole = Files.readAllBytes(delta);

    Path cut = write("cut", Arrays.copyOf(whole, whole.length / 2));
    assertRefused(RefusalCode.MALFORMED, () -> apply(base, cut, 10_000));
    assertRefused(RefusalCode.MALFORMED, () -> apply(base, delta, 10_001));
    whole[0] ^= 0x55;
    Path damaged = write("damaged", whole);
    assertRefused(RefusalCode.MALFORMED, () -> apply(base, damaged, 10_000));
  }

  /** 64 MiB of zeros in 64 KiB: no byte beyond the length of the file is written. */
  @Test
  void aDeltaThatHoldsMoreThanTheFileIsRefusedAtItsLength() throws Exception {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bomb)) {
      for (int i = 0; i < 64; i++) {
        out.write(new byte[1024 * 1024]);
      }
    }
    Path delta = write("delta", bomb.toByteArray());
    long[] written = {0};

    assertRefused(
        RefusalCode.LENGTH_EXCEEDED,
        () ->
            XorDelta.apply(
                write("base", new byte[10]),
                delta,
                100_000,
                (offset, content) -> written[0] += content.length));
    assertThat(written[0]).isEqualTo(100_000);
  }

  private byte[] apply(byte[] base, Path delta, long length)
      throws IOException, ModelRefusedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    XorDelta.apply(
        write("base", base),
        delta,
        length,
        (offset, content) -> {
          assertThat(offset).isEqualTo(out.size());
          out.writeBytes(content);
        });
    return out.toByteArray();
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
