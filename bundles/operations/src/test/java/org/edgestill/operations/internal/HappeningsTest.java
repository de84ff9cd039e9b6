package org.edgestill.operations.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.edgestill.api.model.ModelEvent;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.timeline.TimelineEntry;
import org.edgestill.api.update.UpdateState;
import org.junit.jupiter.api.Test;

class HappeningsTest {

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  private static final ModelId ONE = new ModelId("films", 1, "1".repeat(64));
  private static final ModelId TWO = new ModelId("films", 2, "2".repeat(64));

  private final List<TimelineEntry> heard = new ArrayList<>();
  private final Happenings happenings = new Happenings(heard::add);

  @Test
  void theFirstReleaseOnlyComes() {
    happenings.happened(new ModelEvent.Activated(ONE, null, false, 12_300, NOW));

    assertThat(told()).containsExactly("1 ACTIVATED switched in 12.3 us");
  }

  @Test
  void aSwapRetiresOneReleaseAndActivatesTheOther() {
    happenings.happened(new ModelEvent.Installed(TWO, NOW));
    happenings.happened(new ModelEvent.Activated(TWO, ONE, false, 1_000, NOW));

    assertThat(told())
        .containsExactly(
            "2 INSTALLED ", "1 RETIRED for release 2", "2 ACTIVATED switched in 1.0 us");
  }

  @Test
  void aWayBackTakesTheReleaseBackThatServed() {
    happenings.happened(new ModelEvent.Activated(ONE, TWO, true, 1_000, NOW));

    assertThat(told())
        .containsExactly("2 ROLLED_BACK for release 1", "1 ACTIVATED switched in 1.0 us");
  }

  @Test
  void aRefusalSaysWhy_onOneLineOfBoundedLength() {
    happenings.happened(
        new ModelEvent.Refused("films", 3, RefusalCode.MALFORMED, "a\nb" + "c".repeat(1_000), NOW));

    TimelineEntry refused = heard.get(0);
    assertThat(refused.code()).isEqualTo(RefusalCode.MALFORMED);
    assertThat(refused.message())
        .startsWith("a bccc")
        .endsWith("...")
        .hasSize(Happenings.MAX_MESSAGE);
  }

  @Test
  void anUpdateTellsItsState() {
    happenings.moved("films", 4, UpdateState.PROBATION, NOW);

    assertThat(heard.get(0).state()).isEqualTo(UpdateState.PROBATION);
    assertThat(told()).containsExactly("4 UPDATE ");
  }

  private List<String> told() {
    return heard.stream().map(e -> e.release() + " " + e.what() + " " + e.message()).toList();
  }
}
