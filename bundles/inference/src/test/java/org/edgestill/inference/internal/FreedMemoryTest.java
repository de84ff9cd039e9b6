package org.edgestill.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class FreedMemoryTest {

  @Test
  @EnabledOnOs(OS.LINUX)
  void thisJavaGivesItBack() {
    assertThat(FreedMemory.giveBack()).isTrue();
  }

  @Test
  void manyModelsInAMomentGiveItBackOnce() {
    ScheduledThreadPoolExecutor background = new ScheduledThreadPoolExecutor(1);
    try {
      FreedMemory freed = new FreedMemory(background);
      freed.giveBackSoon();
      freed.giveBackSoon();
      assertThat(background.getQueue()).hasSize(1);
    } finally {
      background.shutdownNow();
    }
  }

  @Test
  void aBundleThatHasStoppedIsNotDisturbed() {
    ScheduledThreadPoolExecutor background = new ScheduledThreadPoolExecutor(1);
    background.shutdownNow();
    new FreedMemory(background).giveBackSoon();
    assertThat(background.getQueue()).isEmpty();
  }
}
