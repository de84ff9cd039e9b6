package org.edgestill.benchmarks.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessUseTest {

  @Test
  void aFieldOfTheStatusIsFoundByItsWholeName() throws IOException {
    List<String> status = List.of("Name:\tjava", "VmRSS:\t  163840 kB", "VmRSSx:\t1 kB");

    assertThat(ProcessUse.field(status, "VmRSS")).isEqualTo(163_840);
  }

  @Test
  void aProcessWithoutMemoryHasEnded() {
    assertThatThrownBy(
            () -> ProcessUse.field(List.of("Name:\tjava", "State:\tZ (zombie)"), "VmRSS"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("VmRSS");
  }

  @Test
  void processorTimeIsThatOfUserAndSystemWhateverTheNameIs() {
    String stat = "42 (a ) R 1 (x)) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 7 8 20 0 9 0 1 2 3";

    assertThat(ProcessUse.processor(stat)).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void thisProcessHasMemoryThreadsAndFiles() throws IOException {
    ProcessUse use = ProcessUse.of(ProcessHandle.current().pid());

    assertThat(use.residentMegabytes()).isGreaterThan(1);
    assertThat(use.peakKiB()).isGreaterThanOrEqualTo(use.residentKiB() / 2);
    assertThat(use.threads()).isGreaterThan(1);
    assertThat(use.files()).isGreaterThan(2);
  }
}
