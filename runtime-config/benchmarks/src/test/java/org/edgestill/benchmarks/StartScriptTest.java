package org.edgestill.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartScriptTest {
  @TempDir private Path gateway;

  @Test
  void readsWhatTheGatewaysScriptHas() throws Exception {
    Path real = Path.of("../gateway/src/gateway");

    assertThat(StartScript.options(real)).contains("-Xmx128m", "-XX:+UseSerialGC");
    assertThat(StartScript.optionsWithoutHeap(real))
        .contains("-XX:+UseSerialGC")
        .noneMatch(option -> option.startsWith("-Xm"));
  }

  @Test
  void saysWhenThereIsNone() throws Exception {
    Files.createDirectories(gateway.resolve("bin"));
    Files.writeString(gateway.resolve("bin/edgestill-gateway"), "exec java -jar it.jar\n");

    assertThatThrownBy(() -> StartScript.options(gateway))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no option");
  }
}
