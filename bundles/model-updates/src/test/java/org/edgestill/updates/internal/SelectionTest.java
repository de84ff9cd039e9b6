package org.edgestill.updates.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.update.UpdateState;
import org.edgestill.model.Digests;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.updates.internal.Selection.Choice;
import org.edgestill.updates.internal.Selection.Report;
import org.edgestill.updates.internal.UpdateRecord.Refused;
import org.edgestill.updates.publisher.Topics;
import org.junit.jupiter.api.Test;

class SelectionTest {

  private static final long NOW = 1_000;

  @Test
  void theHighestReleaseIsTaken() {
    assertThat(choose(none(), fresh(), release(1), release(3), release(2)).take())
        .isEqualTo(release(3));
  }

  @Test
  void whatServesAlreadyIsNotTakenAgain() {
    Choice choice = choose(serving(3), fresh(), release(3), release(2));

    assertThat(choice.take()).isNull();
    assertThat(choice.refusals()).isEmpty();
  }

  @Test
  void anOlderReleaseIsReported_unlessTheOneInServiceIsStillListed() {
    assertThat(choose(serving(3), fresh(), release(2)).refusals())
        .extracting(Report::code)
        .containsExactly(RefusalCode.ROLLBACK_ATTACK);
    assertThat(choose(serving(3), quarantined(release(4)), release(4), release(3)).refusals())
        .extracting(Report::code)
        .containsExactly(RefusalCode.QUARANTINED);
  }

  @Test
  void anOlderReleaseThanEverServedIsReported_evenIfTheStoreIsEmpty() {
    Choice choice = choose(none(), served(5), release(4));

    assertThat(choice.take()).isNull();
    assertThat(choice.refusals())
        .extracting(Report::code)
        .containsExactly(RefusalCode.ROLLBACK_ATTACK);
    assertThat(choose(none(), served(5), release(5)).take()).isEqualTo(release(5));
  }

  @Test
  void whatServesWithoutHavingBeenCommittedIsBroughtToItsEnd() {
    assertThat(choose(serving(5), served(5), release(5)).take()).isEqualTo(release(5));
    UpdateRecord committed = served(5).in(UpdateState.COMMITTED, release(5));
    assertThat(choose(serving(5), committed.withServed(release(5)), release(5)).take()).isNull();
  }

  @Test
  void aReleaseNumberThatIsUsedTwiceIsReported() {
    ReleaseTarget other = target("films", 3, "stable", "other content");

    Choice choice = choose(serving(3), fresh(), other);

    assertThat(choice.take()).isNull();
    assertThat(choice.refusals())
        .extracting(Report::code)
        .containsExactly(RefusalCode.HASH_MISMATCH);
  }

  @Test
  void anotherChannelIsReported_andTheRightOneTaken() {
    ReleaseTarget beta = target("films", 9, "beta", "9");

    Choice choice = choose(none(), fresh(), beta, release(2));

    assertThat(choice.take()).isEqualTo(release(2));
    assertThat(choice.refusals())
        .containsExactly(
            new Report(9, RefusalCode.WRONG_TARGET, "it is for channel beta, not stable"));
  }

  @Test
  void otherDeviceClassesAreReportedOnlyIfThereIsNothingForOurs() {
    ReleaseTarget cameras = release(5).forDeviceClasses(List.of("camera"));

    assertThat(choose(none(), fresh(), cameras).refusals())
        .extracting(Report::code)
        .containsExactly(RefusalCode.WRONG_TARGET);
    assertThat(choose(none(), fresh(), cameras, release(4)).refusals()).isEmpty();
    assertThat(choose(none(), fresh(), cameras, release(4)).take()).isEqualTo(release(4));
  }

  @Test
  void aRolloutThatHasNotReachedUsIsNoneOfOurBusiness() {
    ReleaseTarget nobody = release(5).withRollout("salt", 0);

    Choice choice = choose(serving(4), fresh(), nobody, release(4));

    assertThat(choice.take()).isNull();
    assertThat(choice.refusals()).isEmpty();
  }

  @Test
  void aRefusedReleaseWaits_unlessSomebodyAsks() {
    UpdateRecord record = refused(release(2), new Refused(false, 1, NOW + 50));

    assertThat(choose(none(), record, release(2)).take()).isNull();
    assertThat(choose(none(), record, release(2)).notBefore()).isEqualTo(NOW + 50);
    assertThat(selection(none(), record).choose(List.of(release(2)), NOW, true).take())
        .isEqualTo(release(2));
    assertThat(selection(none(), record).choose(List.of(release(2)), NOW + 50, false).take())
        .isEqualTo(release(2));
  }

  @Test
  void aQuarantinedReleaseIsNeverTaken() {
    Choice choice =
        selection(serving(1), quarantined(release(2)))
            .choose(List.of(release(2), release(1)), NOW, true);

    assertThat(choice.take()).isNull();
    assertThat(choice.refusals()).extracting(Report::code).containsExactly(RefusalCode.QUARANTINED);
  }

  @Test
  void aChannelWithoutOurModelIsReported_anEmptyOneIsNot() {
    assertThat(choose(none(), fresh(), target("books", 1, "stable", "b")).refusals())
        .extracting(Report::code)
        .containsExactly(RefusalCode.WRONG_TARGET);
    assertThat(choose(none(), fresh()).refusals()).isEmpty();
  }

  private static Choice choose(
      Optional<ModelId> inService, UpdateRecord record, ReleaseTarget... offers) {
    return selection(inService, record).choose(List.of(offers), NOW, false);
  }

  private static Selection selection(Optional<ModelId> inService, UpdateRecord record) {
    return new Selection(settings(), record, inService);
  }

  private static UpdateSettings settings() {
    Topics topics = new Topics(Topics.DEFAULT_PREFIX);
    return new UpdateSettings(
        "films",
        "stable",
        "gateway-1",
        "kiosk",
        Path.of("updates"),
        Path.of("root.json"),
        null,
        topics,
        topics.status("gateway-1"),
        UpdateSettings.Transfer.DEFAULT,
        UpdateSettings.Probation.DEFAULT,
        UpdateSettings.Shadow.NONE,
        Duration.ofHours(1),
        Duration.ofSeconds(1),
        Duration.ofHours(1),
        Duration.ofSeconds(1));
  }

  private static ReleaseTarget release(long release) {
    return target("films", release, "stable", String.valueOf(release));
  }

  private static ReleaseTarget target(String name, long release, String channel, String content) {
    String digest = Digests.sha256(content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    String path = name + "/" + release + "/manifest.json";
    return new ReleaseTarget(
        path, 100, digest, name, release, channel, List.of(), "salt-" + release, 100);
  }

  private static Optional<ModelId> none() {
    return Optional.empty();
  }

  private static Optional<ModelId> serving(long release) {
    return Optional.of(release(release).id());
  }

  private static UpdateRecord fresh() {
    return UpdateRecord.FRESH;
  }

  private static UpdateRecord served(long highest) {
    return UpdateRecord.FRESH.withHighestRelease(highest);
  }

  private static UpdateRecord quarantined(ReleaseTarget release) {
    return refused(release, new Refused(true, 1, Long.MAX_VALUE));
  }

  private static UpdateRecord refused(ReleaseTarget release, Refused refused) {
    return UpdateRecord.FRESH
        .in(UpdateState.IDLE, null)
        .withRefused(Map.of(release.sha256(), refused));
  }
}
