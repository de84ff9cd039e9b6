package org.edgestill.updates.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.update.UpdateState;
import org.edgestill.api.update.UpdateStatus.Refusal;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.updates.internal.UpdateRecord.Refused;
import org.edgestill.updates.internal.UpdateRecord.Watch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateStoreTest {

  @TempDir Path home;

  @Test
  void whatIsSavedIsLoaded() throws Exception {
    UpdateRecord record =
        new UpdateRecord(
            UpdateState.PROBATION,
            target(2),
            target(1),
            2,
            new Watch(1_234, 1, new Baseline(1_000, 10, 30, 812.5, 200, 17, 123_456_789)),
            Map.of("a".repeat(64), new Refused(true, 1, Long.MAX_VALUE)),
            new Refusal(3, RefusalCode.DISK_FULL, "no room", Instant.parse("2026-01-02T03:04:05Z")),
            false);

    new UpdateStore(home).save(record);

    assertThat(new UpdateStore(home).load()).isEqualTo(record);
  }

  @Test
  void withoutAFileItIsFresh() throws Exception {
    assertThat(new UpdateStore(home).load()).isEqualTo(UpdateRecord.FRESH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"schema\":\"edgestill.updates/2\"}",
        "{\"schema\":\"edgestill.updates/1\",\"state\":\"FETCHING\",\"highestRelease\":0,"
            + "\"endedCleanly\":true,\"refused\":[]}"
      })
  void aDamagedFileIsBegunAnew(String content) throws Exception {
    Files.writeString(home.resolve("state.json"), content);

    assertThat(new UpdateStore(home).load()).isEqualTo(UpdateRecord.FRESH);
  }

  private static ReleaseTarget target(long release) {
    return new ReleaseTarget(
        "films/" + release + "/manifest.json",
        10,
        "b".repeat(64),
        "films",
        release,
        "stable",
        List.of("kiosk"),
        "salt",
        50);
  }
}
