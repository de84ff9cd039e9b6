package org.edgestill.distiller.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.edgestill.distiller.data.SplitSettings.By;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each rule keeps from training, and that nothing of it gets there. */
class SplitTest {

  /** Four users; validation from 100 s on, test from 200 s on. */
  private static final String LOG =
      """
      user,item,time
      old,a,10
      old,b,20
      both,a,30
      both,b,99
      both,c,100
      both,a,150
      both,d,200
      both,e,250
      late,b,120
      late,a,130
      new,a,210
      new,f,220
      new,b,230
      """;

  private static final String MOMENTS =
      "validationFrom: 1970-01-01T00:01:40Z, testFrom: 1970-01-01T00:03:20Z";

  private final Path folder;

  SplitTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    Files.writeString(folder.resolve("log.csv"), LOG);
  }

  @Test
  void temporalCutsAllUsersAtTheSameMoments() {
    Dataset data = prepare("by: temporal, " + MOMENTS).data();
    assertThat(ids(data, data.train(0).items())).containsExactly("a", "b");
    assertThat(data.validItems(0)).isEmpty();
    assertThat(data.testItems(0)).isEmpty();
    assertThat(ids(data, data.train(1).items())).containsExactly("a", "b");
    assertThat(ids(data, data.validItems(1))).containsExactly("c", "a");
    assertThat(ids(data, data.testItems(1))).containsExactly("d", "e");
    assertThat(ids(data, data.validContext(1).items())).containsExactly("a", "b");
    assertThat(ids(data, data.testContext(1).items())).containsExactly("a", "b", "c", "a");
    assertThat(data.testBehaviours(1)).hasSize(2);
  }

  @Test
  void temporalKnowsWhoAndWhatIsCold() {
    Preparation.Prepared prepared = prepare("by: temporal, " + MOMENTS);
    Dataset data = prepared.data();
    assertThat(IntStream.range(0, 4).mapToObj(data::isWarmUser))
        .containsExactly(true, true, false, false);
    assertThat(data.train(3).length()).isZero();
    assertThat(data.testContext(3).length()).isZero();
    assertThat(ids(data, data.testItems(3))).containsExactly("a", "f", "b");
    for (String item : List.of("a", "b", "c", "d", "e", "f")) {
      assertThat(data.isWarmItem(data.items().indexOf(item)))
          .as(item)
          .isEqualTo("ab".contains(item));
    }
    DataCard.Split split = prepared.card().split();
    assertThat(split.by()).isEqualTo("temporal");
    assertThat(split.testFrom()).isEqualTo("1970-01-01T00:03:20Z");
    assertThat(split.trainEvents()).isEqualTo(4);
    assertThat(split.validationTargets()).isEqualTo(4);
    assertThat(split.testUsers()).isEqualTo(2);
    assertThat(split.testTargets()).isEqualTo(5);
    assertThat(split.coldUsers()).isEqualTo(2);
    assertThat(split.coldTestUsers()).isEqualTo(1);
    assertThat(split.coldItems()).isEqualTo(4);
    assertThat(split.coldTestTargets()).isEqualTo(3);
    assertThat(prepared.card().warnings())
        .anyMatch(warning -> warning.startsWith("3 of 5 test targets (60"));
  }

  @Test
  void sharesPutTheMomentsWhereTheEventsAre() {
    Preparation.Prepared prepared = prepare("by: temporal, validationShare: 0.3, testShare: 0.4");
    // 13 events in order of time: the 4th is at 99 s, the 8th at 150 s
    assertThat(prepared.card().split().validationFrom()).isEqualTo("1970-01-01T00:01:39Z");
    assertThat(prepared.card().split().testFrom()).isEqualTo("1970-01-01T00:02:30Z");
    assertThat(prepared.card().split().trainEvents()).isEqualTo(3);
  }

  @Test
  void sessionsAreNeverCut() {
    Dataset data = prepare("by: sessions, " + MOMENTS).data();
    assertThat(data.train(0).length()).isEqualTo(2);
    assertThat(data.train(1).length()).as("ends in test").isZero();
    assertThat(ids(data, data.testItems(1))).containsExactly("e");
    assertThat(ids(data, data.testContext(1).items())).containsExactly("a", "b", "c", "a", "d");
    assertThat(data.validItems(1)).isEmpty();
    assertThat(ids(data, data.validItems(2))).containsExactly("a");
    assertThat(ids(data, data.validContext(2).items())).containsExactly("b");
    assertThat(data.testItems(2)).isEmpty();
    assertThat(ids(data, data.testItems(3))).containsExactly("b");
  }

  @Test
  void ratioTakesTheLastPartOfEachUser() {
    Dataset data = prepare("by: ratio, validationShare: 0.2, testShare: 0.4").data();
    assertThat(data.train(1).length()).isEqualTo(3);
    assertThat(ids(data, data.validItems(1))).containsExactly("a");
    assertThat(ids(data, data.testItems(1))).containsExactly("d", "e");
    assertThat(data.train(0).length()).as("too few to divide").isEqualTo(2);
    assertThat(ids(data, data.train(3).items())).as("at least one each").containsExactly("a");
    assertThat(ids(data, data.testItems(3))).containsExactly("b");
  }

  @Test
  void everyRuleLeavesEachEventInOnePart() {
    long[] times = {1, 2, 2, 3, 5, 8, 8, 8, 9};
    for (int length = 1; length <= times.length; length++) {
      long[] own = Arrays.copyOf(times, length);
      List<Cut> cuts =
          new ArrayList<>(List.of(Cut.leaveOneOut(length), Cut.ratio(length, 0.45, 0.5)));
      for (long moment = 0; moment < 10; moment++) {
        cuts.add(Cut.temporal(own, moment, moment + 3));
        cuts.add(Cut.session(own, moment, moment + 3));
        Cut cut = Cut.temporal(own, moment, moment + 3);
        long from = moment;
        assertThat(cut.train()).isEqualTo((int) Arrays.stream(own).filter(t -> t < from).count());
      }
      assertThat(cuts).allMatch(cut -> cut.test() <= own.length);
    }
  }

  @Test
  void withValidationMovesTheTargetsOfValidationToTrainingAndNothingElse() {
    for (String rule :
        List.of(
            "by: leave-one-out",
            "by: temporal, " + MOMENTS,
            "by: sessions, " + MOMENTS,
            "by: ratio")) {
      Dataset data = prepare(rule).data();
      Dataset more = data.withValidation();
      assertThat(more.hash()).isNotEqualTo(data.hash());
      int[] counts = new int[data.itemCount() + 1];
      for (int user = 0; user < data.users(); user++) {
        int[] before = data.train(user).items();
        int[] after = more.train(user).items();
        assertThat(Arrays.copyOf(after, before.length)).isEqualTo(before);
        assertThat(
                Arrays.copyOfRange(
                    after, after.length - data.validItems(user).length, after.length))
            .isEqualTo(data.validItems(user));
        assertThat(more.validItems(user)).isEmpty();
        assertThat(more.testItems(user)).isEqualTo(data.testItems(user));
        assertThat(more.testContext(user).items()).isEqualTo(data.testContext(user).items());
        IntStream.of(after).forEach(item -> counts[item]++);
      }
      assertThat(more.items().popularity()).isEqualTo(counts);
    }
  }

  @Test
  void leaveOneOutAndRatioWarnOfTheFuture() {
    for (String by : List.of("leave-one-out", "ratio")) {
      assertThat(prepare("by: " + by).card().warnings())
          .as(by)
          .anyMatch(warning -> warning.startsWith(by + " lets other users' future train"));
    }
    assertThat(prepare("by: temporal, " + MOMENTS).card().warnings())
        .noneMatch(warning -> warning.contains("future"));
  }

  @Test
  void theSplitIsPartOfTheHashAndOfTheFolder() throws IOException {
    Preparation.Prepared temporal = prepare("by: temporal, " + MOMENTS);
    assertThat(temporal.data().hash())
        .isNotEqualTo(prepare("by: leave-one-out").data().hash())
        .isNotEqualTo(prepare("by: sessions, " + MOMENTS).data().hash());
    PreparedFolder.write(temporal, folder);
    Preparation.Prepared again = PreparedFolder.read(folder);
    assertThat(again.card()).isEqualTo(temporal.card());
    assertThat(again.data().partition()).isEqualTo(temporal.data().partition());
    assertThat(again.data().testItems(1)).isEqualTo(temporal.data().testItems(1));
    assertThat(Files.readString(folder.resolve("data-card.txt")))
        .contains("test        5 targets of 2 users, from 1970-01-01T00:03:20Z on");
  }

  @Test
  void leaksAreFoundWhoeverMadeThem() {
    Dataset data = prepare("by: temporal, " + MOMENTS).data();
    List<Sequence> sequences = IntStream.range(0, 4).mapToObj(data::everything).toList();
    Partition partition = data.partition();
    List<Cut> cuts = new ArrayList<>(partition.cuts());
    cuts.set(1, new Cut(3, 3, 4, 4)); // c at 100 s is validation
    assertLeak(
        new Dataset(data.schema(), data.items(), sequences, with(partition, cuts)),
        "user 1 has training events that are not before validation begins");
    cuts.set(1, new Cut(2, 2, 5, 5)); // d at 200 s is test
    assertLeak(
        new Dataset(data.schema(), data.items(), sequences, with(partition, cuts)),
        "user 1 has validation targets outside of validation");
    cuts.set(1, new Cut(2, 2, 2, 3)); // a at 150 s is validation
    assertLeak(
        new Dataset(data.schema(), data.items(), sequences, with(partition, cuts)),
        "user 1 has test targets from before test begins");
    Items counted =
        new Items(
            IntStream.rangeClosed(1, data.itemCount())
                .mapToObj(i -> new Items.Item(data.items().itemAt(i), "", List.of(), 2))
                .toList());
    assertLeak(new Dataset(data.schema(), counted, sequences, partition), "popularity of items");
    assertThatThrownBy(() -> new Cut(3, 2, 4, 4)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPartByTimeMustNotBeEmpty() {
    assertThatThrownBy(
            () -> prepare("by: temporal, validationFrom: 1970-01-02, testFrom: 1970-01-03"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("leaves nothing for validation")
        .hasMessageContaining("events from 1970-01-01T00:00:10Z to 1970-01-01T00:04:10Z");
    assertThatThrownBy(() -> prepare("by: temporal, testFrom: 1970-01-03"))
        .hasMessageContaining("both validationFrom and testFrom");
    assertThatThrownBy(() -> prepare("by: ratio, testShare: 1"))
        .hasMessageContaining("together below 1");
    assertThatThrownBy(() -> prepare("by: ratio, " + MOMENTS))
        .hasMessageContaining("no meaning with by: ratio");
    assertThatThrownBy(() -> prepare("by: temporal, validationFrom: soon, testFrom: later"))
        .hasMessageContaining("'soon' is not a time");
  }

  private static Partition with(Partition partition, List<Cut> cuts) {
    return new Partition(By.TEMPORAL, partition.validationFrom(), partition.testFrom(), cuts);
  }

  private static void assertLeak(Dataset data, String words) {
    assertThatThrownBy(() -> LeakageCheck.require(data))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("leakage: ")
        .hasMessageContaining(words);
  }

  private Preparation.Prepared prepare(String split) {
    return DataYaml.prepare(folder, "events: {file: log.csv}\ncore: 1\nsplit: {" + split + "}");
  }

  private static List<String> ids(Dataset data, int[] numbers) {
    return Arrays.stream(numbers).mapToObj(data.items()::itemAt).toList();
  }
}
