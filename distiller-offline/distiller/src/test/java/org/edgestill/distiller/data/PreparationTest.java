package org.edgestill.distiller.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.features.FeatureBuffers;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.features.encoder.FeatureEncoder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparationTest {

  private static final FeatureSchema SCHEMA =
      new FeatureSchema(4, List.of("other", "view", "purchase"), List.of(60L, 3_600L));

  private final Path folder;

  PreparationTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void ordersByTimeWithTiesInFileOrderAndSplitsOffTheLastTwo() throws IOException {
    write("u,b,5\nu,a,5\nu,c,1\nu,d,9\n");
    Dataset data = prepare(1).data();
    assertThat(ids(data, data.everything(0).items())).containsExactly("c", "b", "a", "d");
    assertThat(ids(data, data.train(0).items())).containsExactly("c", "b");
    assertThat(ids(data, data.validItems(0))).containsExactly("a");
    assertThat(ids(data, data.testItems(0))).containsExactly("d");
    assertThat(data.items().get(data.items().indexOf("d")).popularity())
        .as("the test event is not counted")
        .isZero();
  }

  @Test
  void usersWithTooFewEventsAreForTrainingOnly() throws IOException {
    write("u,a,1\nu,b,2\nv,a,1\nv,b,2\nv,c,3\n");
    Dataset data = prepare(1).data();
    assertThat(data.train(0).length()).isEqualTo(2);
    assertThat(data.testItems(0)).isEmpty();
    assertThat(data.validContext(0).length()).isEqualTo(2);
    assertThat(data.train(1).length()).isEqualTo(1);
  }

  @Test
  void theCoreIsIterated() throws IOException {
    // dropping x (1 event) leaves v with 1, dropping v leaves b with 1, and so on
    write("u,a,1\nu,c,2\nv,x,1\nv,b,2\nw,b,1\nw,a,3\nw,c,4\n");
    DataCard card = prepare(2).card();
    assertThat(card.users()).isEqualTo(2);
    assertThat(card.items()).isEqualTo(2);
    assertThat(card.events()).isEqualTo(4);
    assertThat(card.droppedByCore()).isEqualTo(3);
  }

  @Test
  void repeatedEventsAreDroppedAndCounted() throws IOException {
    write("u,a,1\nu,a,1\nu,a,2\nu,b,3\n");
    Preparation.Prepared prepared = prepare(1);
    assertThat(prepared.card().duplicates()).isEqualTo(1);
    assertThat(prepared.data().everything(0).length()).isEqualTo(3);
  }

  @Test
  void aBadRowIsNamedByFileAndLine() throws IOException {
    write("u,a,1\nu,b,yesterday\n");
    assertThatThrownBy(() -> prepare(1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("log.csv, line 3")
        .hasMessageContaining("yesterday");
    write("u,a,1\nu\n");
    assertThatThrownBy(() -> prepare(1)).hasMessageContaining("log.csv, line 3: has 1 columns");
    write("u,a,1\n\"u\nu\",a,1\n");
    assertThatThrownBy(() -> prepare(1)).hasMessageContaining("line 3: user holds a control");
    Files.write(folder.resolve("log.csv"), new byte[] {'u', (byte) 0xff, '\n'});
    assertThatThrownBy(() -> prepare(1)).hasMessageContaining("not UTF-8");
    Files.delete(folder.resolve("log.csv"));
    assertThatThrownBy(() -> prepare(1)).hasMessageContaining("is not there");
  }

  @Test
  void aMissingColumnIsNamedWithThoseThatAreThere() throws IOException {
    Files.writeString(folder.resolve("log.csv"), "user,film,time\nu,a,1\n");
    assertThatThrownBy(() -> prepare(1))
        .hasMessageContaining("no column 'item'")
        .hasMessageContaining("user, film, time");
  }

  @Test
  void anEmptyCoreIsAnErrorThatSaysWhatToDo() throws IOException {
    write("u,a,1\nv,b,2\n");
    assertThatThrownBy(() -> prepare(5))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("lower data.core");
  }

  @Test
  void behavioursMayBeRenamedAndColumnsNumbered() throws IOException {
    Files.writeString(folder.resolve("log.csv"), "u,i1,c9,pv,100\nu,i2,c9,buy,200\n");
    EventsSource source =
        new EventsSource(
            "log.csv",
            ",",
            false,
            "1",
            "2",
            "5",
            EventsSource.TimeUnit.SECONDS,
            "4",
            null,
            List.of(),
            Map.of("pv", "view", "buy", "purchase"));
    Dataset data = new Preparation(settings(source, 1), SCHEMA, folder).prepare().data();
    assertThat(data.everything(0).behaviours()).containsExactly(2, 3);
    assertThat(data.everything(0).gaps()).containsExactly(1, 3);
    assertThat(data.everything(0).timesMillis()).containsExactly(100_000L, 200_000L);
  }

  @Test
  void longHistoriesAreEncodedInPiecesAsIfInOne() throws IOException {
    StringBuilder rows = new StringBuilder();
    SplittableRandom random = new SplittableRandom(3);
    long time = 0;
    for (int i = 0; i < 2_500; i++) {
      time += random.nextInt(1, 5_000);
      rows.append("u,i").append(random.nextInt(50)).append(',').append(time).append('\n');
    }
    write(rows.toString());
    assertSameAsOnAGateway(prepare(1).data());
  }

  @Test
  void mlLatestSmallIsWhatTheLiteratureCountsAndEncodesAsOnAGateway() {
    Preparation.Prepared prepared = MlLatestSmall.prepare();
    DataCard card = prepared.card();
    assertThat(card.users()).isEqualTo(610);
    assertThat(card.items()).isEqualTo(3_650);
    assertThat(card.testTargets()).isEqualTo(610);
    assertThat(card.titled()).isEqualTo(3_650);
    assertThat(card.eventsPerBehaviour()).containsOnlyKeys("favourite", "rating");
    assertSameAsOnAGateway(prepared.data());
    assertThat(MlLatestSmall.prepare().card()).isEqualTo(card);
  }

  @Test
  void aPreparedFolderReadsBackTheSameAndNoticesChanges() throws IOException {
    Preparation.Prepared prepared = MlLatestSmall.prepare();
    PreparedFolder.write(prepared, folder);
    Preparation.Prepared again = PreparedFolder.read(folder);
    assertThat(again.card()).isEqualTo(prepared.card());
    assertThat(again.data().items().get(7)).isEqualTo(prepared.data().items().get(7));
    Path catalogue = folder.resolve("catalogue");
    String text = Files.readString(catalogue);
    Files.writeString(catalogue, text.replaceFirst("^[^\t]*", "another"));
    assertThatThrownBy(() -> PreparedFolder.read(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("prepare again");
  }

  /** The end of every test context must equal what a gateway encodes of the same events. */
  private static void assertSameAsOnAGateway(Dataset data) {
    int length = data.schema().sequenceLength();
    FeatureBuffers buffers = FeatureBuffers.allocate(length);
    for (int user = 0; user < data.users(); user++) {
      Context context = data.testContext(user);
      Sequence all = data.everything(user);
      List<BehaviourEvent> history = new ArrayList<>();
      for (int i = 0; i < context.length(); i++) {
        history.add(
            BehaviourEvent.of(
                "u",
                data.items().itemAt(all.items()[i]),
                data.schema().behaviours().get(all.behaviours()[i] - 1),
                all.timesMillis()[i]));
      }
      new FeatureEncoder().encode(history, data.schema(), data.items(), buffers);
      Context newest = context.newest(length);
      for (int i = 0; i < length; i++) {
        int at = i - (length - newest.length());
        assertThat(buffers.items().get(i)).isEqualTo(at < 0 ? 0 : newest.items()[at]);
        assertThat(buffers.behaviours().get(i)).isEqualTo(at < 0 ? 0 : newest.behaviours()[at]);
        assertThat(buffers.gaps().get(i)).isEqualTo(at < 0 ? 0 : newest.gaps()[at]);
      }
    }
  }

  private void write(String rows) throws IOException {
    Files.writeString(folder.resolve("log.csv"), "user,item,time\n" + rows, StandardCharsets.UTF_8);
  }

  private Preparation.Prepared prepare(int core) {
    EventsSource source =
        new EventsSource(
            "log.csv",
            ",",
            true,
            "user",
            "item",
            "time",
            EventsSource.TimeUnit.SECONDS,
            null,
            null,
            List.of(),
            Map.of());
    return new Preparation(settings(source, core), SCHEMA, folder).prepare();
  }

  private static DataSettings settings(EventsSource source, int core) {
    @Nullable String none = null;
    return new DataSettings(source, new ItemsSource(none, ",", true, "id", none, none, "|"), core);
  }

  private static List<String> ids(Dataset data, int[] numbers) {
    return Arrays.stream(numbers).mapToObj(data.items()::itemAt).toList();
  }
}
