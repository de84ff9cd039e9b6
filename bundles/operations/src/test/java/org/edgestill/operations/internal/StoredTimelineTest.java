package org.edgestill.operations.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.timeline.TimelineEntry;
import org.edgestill.api.timeline.TimelineEntry.What;
import org.edgestill.api.update.UpdateState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredTimelineTest {

  @TempDir Path folder;

  @Test
  void afterARestartEverythingIsAsItWas_newestFirst() {
    TimelineEntry refused =
        new TimelineEntry(
            Instant.parse("2026-11-24T10:00:00Z"),
            "films",
            3,
            What.REFUSED,
            null,
            RefusalCode.SIGNATURE_INVALID,
            "no signature of the \"timestamp\" is by a known key");
    TimelineEntry moved =
        new TimelineEntry(
            Instant.parse("2026-11-24T10:00:01.250Z"),
            "films",
            4,
            What.UPDATE,
            UpdateState.FETCHING,
            null,
            "");
    try (StoredTimeline timeline = open(10)) {
      timeline.add(refused);
      timeline.add(moved);
      assertThat(timeline.newest(10)).containsExactly(moved, refused);
    }

    try (StoredTimeline timeline = open(10)) {
      await().untilAsserted(() -> assertThat(timeline.newest(10)).containsExactly(moved, refused));
      assertThat(timeline.newest(1)).containsExactly(moved);
    }
  }

  @Test
  void onlyTheNewestAreKept_inMemoryAndInTheFile() throws IOException {
    try (StoredTimeline timeline = open(5)) {
      LongStream.rangeClosed(1, 103).forEach(release -> timeline.add(activated(release)));
      assertThat(releases(timeline)).containsExactly(103L, 102L, 101L, 100L, 99L);
    }
    assertThat(Files.readAllLines(file())).hasSizeLessThanOrEqualTo(10);

    try (StoredTimeline timeline = open(5)) {
      awaitReleases(timeline, 103, 102, 101, 100, 99);
    }
    assertThat(Files.readAllLines(file())).hasSize(5);
  }

  @Test
  void whatHappensBeforeTheFileIsReadComesAfterWhatItHolds() {
    try (StoredTimeline timeline = open(3)) {
      LongStream.rangeClosed(1, 3).forEach(release -> timeline.add(activated(release)));
    }
    try (StoredTimeline timeline = open(3)) {
      timeline.add(activated(4));
      awaitReleases(timeline, 4, 3, 2);
    }
  }

  @Test
  void aTornLineIsLeftOut_andTheNextOneIsNot() throws IOException {
    try (StoredTimeline timeline = open(10)) {
      timeline.add(activated(1));
      timeline.add(activated(2));
    }
    byte[] whole = Files.readAllBytes(file());
    Files.write(file(), List.of(), UTF_8, StandardOpenOption.TRUNCATE_EXISTING);
    Files.write(file(), java.util.Arrays.copyOf(whole, whole.length - 20));

    try (StoredTimeline timeline = open(10)) {
      awaitReleases(timeline, 1);
      timeline.add(activated(3));
    }
    try (StoredTimeline timeline = open(10)) {
      awaitReleases(timeline, 3, 1);
    }
  }

  @Test
  void whateverTheFileHoldsATimelineOpens() throws IOException {
    Files.write(file(), new byte[] {(byte) 0xff, 0, '{', '\n', '[', ']', '\n', '\n'});

    try (StoredTimeline timeline = open(10)) {
      assertThat(timeline.newest(10)).isEmpty();
      timeline.add(activated(1));
      assertThat(releases(timeline)).containsExactly(1L);
    }
  }

  @Test
  void withoutAFileItGoesOnInMemory() throws IOException {
    Files.createDirectories(file().resolve("a folder where the file should be"));

    try (StoredTimeline timeline = open(10)) {
      timeline.add(activated(1));
      assertThat(releases(timeline)).containsExactly(1L);
    }
  }

  private Path file() {
    return folder.resolve("timeline.jsonl");
  }

  private StoredTimeline open(int kept) {
    return new StoredTimeline(file(), kept);
  }

  private static TimelineEntry activated(long release) {
    return new TimelineEntry(
        Instant.EPOCH.plusSeconds(release), "films", release, What.ACTIVATED, null, null, "");
  }

  /** The file is read by a thread of its own. */
  private static void awaitReleases(StoredTimeline timeline, long... newestFirst) {
    await()
        .untilAsserted(
            () ->
                assertThat(releases(timeline))
                    .containsExactly(LongStream.of(newestFirst).boxed().toArray(Long[]::new)));
  }

  private static List<Long> releases(StoredTimeline timeline) {
    return timeline.newest(100).stream().map(TimelineEntry::release).toList();
  }
}
