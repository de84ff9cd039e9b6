package org.edgestill.benchmarks.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class HeapUseTest {

  @Test
  void generationsAreAddedAndMetaspaceIsNotHeap() throws IOException {
    String serial =
        """
        4711:
         def new generation   total 9792K, used 1024K [0x00, 0x01, 0x02)
          eden space 8704K,   9% used [0x00, 0x01, 0x02)
         tenured generation   total 21888K, used 11264K [0x00, 0x01, 0x02)
           the space 21888K,  82% used [0x00, 0x01, 0x02)
         Metaspace       used 45000K, committed 46000K, reserved 1100000K
          class space    used 5500K, committed 5900K, reserved 1048576K
        """;

    assertThat(HeapUse.parse(serial)).isEqualTo(12.582912);
  }

  @Test
  void newerJavasNameTheGenerationsOtherwise() throws IOException {
    assertThat(
            HeapUse.parse(
                """
                DefNew     total 116224K, used 3072K [0x00, 0x01, 0x02)
                 eden space 103360K,   3% used [0x00, 0x01, 0x02)
                Tenured    total 258048K, used 11264K [0x00, 0x01, 0x02)
                 the  space 258048K,   4% used [0x00, 0x01, 0x02)
                """))
        .isEqualTo(14.680064);
  }

  @Test
  void theCollectorOfLargerMachinesIsUnderstoodToo() throws IOException {
    assertThat(HeapUse.parse(" garbage-first heap   total 251904K, used 2048K [0x00, 0x01)"))
        .isEqualTo(2.097152);
  }

  @Test
  void anythingElseIsNoHeap() {
    assertThatThrownBy(() -> HeapUse.parse("com.sun.tools.attach.AttachNotSupportedException"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aRealProcessHasALiveHeap() throws Exception {
    assertThat(HeapUse.live(ProcessHandle.current().pid())).isPositive();
  }
}
