package org.edgestill.distiller.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left out on purpose, each rule alone, and what the card warns of. */
class CleaningTest {

  private final Path folder;

  CleaningTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void ratingsOutOfRangeAreNoEvents() throws IOException {
    write("user,item,time,stars\nu,a,1,3.5\nu,b,2,4\nu,c,3,5\nu,d,4,1\n");
    Preparation.Prepared prepared =
        DataYaml.prepare(
            folder,
            """
            events: {file: log.csv, rating: stars}
            core: 1
            filters: {ratings: {min: 3.5, max: 4}}
            """);
    assertThat(prepared.card().dropped().ratings()).isEqualTo(2);
    assertThat(prepared.data().everything(0).length()).isEqualTo(2);
    assertThatThrownBy(() -> prepare("filters: {ratings: {min: 4}}"))
        .hasMessageContaining("needs data.events.rating");
    assertThatThrownBy(() -> prepare("filters: {ratings: {min: 4, max: 3}}"))
        .hasMessageContaining("min 4.0 is above max 3.0");
  }

  @Test
  void aSpanOfTimeHoldsItsBeginningButNotItsEnd() throws IOException {
    write("user,item,time\nu,a,86399\nu,b,86400\nu,c,172799\nu,d,172800\n");
    Preparation.Prepared prepared =
        prepare("filters: {time: {from: 1970-01-02, until: 1970-01-03T00:00:00Z}}");
    assertThat(prepared.card().dropped().time()).isEqualTo(2);
    assertThat(prepared.card().firstEvent()).isEqualTo("1970-01-02T00:00:00Z");
    assertThat(prepared.card().lastEvent()).isEqualTo("1970-01-02T23:59:59Z");
  }

  @Test
  void whoIsFasterThanTheRuleIsDroppedWhole() throws IOException {
    // the bot has 3 events within a minute that begins at 100 s; the other's third comes 60 s later
    write(
        """
        user,item,time
        bot,a,1
        bot,b,100
        bot,c,130
        bot,d,159
        u,a,100
        u,b,130
        u,c,160
        """);
    Preparation.Prepared prepared = prepare("filters: {bots: {perMinute: 2}}");
    assertThat(prepared.card().dropped().bots()).isEqualTo(4);
    assertThat(prepared.card().users()).isEqualTo(1);
    assertThat(prepare("filters: {bots: {perMinute: 3, perDay: 4}}").card().users()).isEqualTo(2);
    assertThat(prepare("filters: {bots: {perDay: 3}}").card().users()).isEqualTo(1);
  }

  @Test
  void usersAndItemsBeyondACountAreDroppedWhole() throws IOException {
    write("user,item,time\nu,a,1\nu,b,2\nu,c,3\nv,a,1\nv,b,2\nw,a,3\nw,c,9\n");
    DataCard card = prepare("filters: {userEvents: {max: 2}}").card();
    assertThat(card.dropped().userEvents()).isEqualTo(3);
    assertThat(card.users()).isEqualTo(2);
    card = prepare("filters: {itemEvents: {max: 2}}").card();
    assertThat(card.dropped().itemEvents()).isEqualTo(3);
    assertThat(card.items()).isEqualTo(2);
  }

  @Test
  void minimumsAreIteratedAndMayDifferForUsersAndItems() throws IOException {
    // d has one event: dropping it leaves w with one, dropping that leaves c with one, and so on
    write("user,item,time\nu,a,1\nu,b,2\nv,a,3\nv,b,4\nw,c,5\nw,d,6\nx,c,7\nx,a,8\n");
    DataCard card = prepare("filters: {userEvents: {min: 1}, itemEvents: {min: 2}}").card();
    assertThat(card.items()).isEqualTo(3);
    assertThat(card.dropped().core()).isEqualTo(1);
    card = prepare("filters: {userEvents: {min: 2}, itemEvents: {min: 2}}").card();
    assertThat(card.items()).isEqualTo(2);
    assertThat(card.users()).isEqualTo(2);
    assertThat(card.dropped().core()).isEqualTo(4);
  }

  @Test
  void aPauseBeginsASessionAndSessionsAreTheUsers() throws IOException {
    write("user,item,time\nu,a,0\nv,a,50\nu,b,1800\nu,c,3601\nu,b,3602\nv,b,60\n");
    Preparation.Prepared prepared =
        prepare("sessions: {gapMinutes: 30}\nfilters: {userEvents: {min: 2}}");
    Dataset data = prepared.data();
    assertThat(data.users()).isEqualTo(3);
    assertThat(IntStream.range(0, 3).map(user -> data.everything(user).length()))
        .containsExactly(2, 2, 2);
    assertThat(data.everything(1).timesMillis()).containsExactly(3_601_000, 3_602_000);
    assertThat(data.everything(1).gaps()).as("a session begins without a gap").startsWith(1);
    assertThat(data.everything(2).timesMillis()).containsExactly(50_000, 60_000);
  }

  @Test
  void repeatedEventsAreFoundAmongManyTies() throws IOException {
    StringBuilder rows = new StringBuilder("user,item,time\n");
    for (int i = 0; i < 3_000; i++) {
      rows.append("u,i").append(i % 1_000).append(",7\n");
    }
    write(rows.toString());
    DataCard card = prepare("").card();
    assertThat(card.dropped().repeated()).isEqualTo(2_000);
    assertThat(card.events()).isEqualTo(1_000);
    assertThat(card.tiedEvents()).isEqualTo(1_000);
    assertThat(card.warnings())
        .anyMatch(warning -> warning.startsWith("1,000 of 1,000 events (100 %) are at the same"))
        .anyMatch(warning -> warning.matches("users with more than 100 events .* day: 1 .*"));
  }

  @Test
  void timesThatDifferByLessThanASecondAreNoTies() throws IOException {
    write("user,item,time\nu,a,1.25\nu,b,1.5\nu,c,1.5\nu,d,2\n");
    assertThat(prepare("").card().tiedEvents()).isEqualTo(2);
  }

  @Test
  void theCardWarnsOfWhatSpoilsFigures() throws IOException {
    StringBuilder rows = new StringBuilder("user,item,time,what\n");
    for (int i = 0; i < 1_000; i++) {
      rows.append("u").append(i / 5).append(",i").append(i % 7).append(',');
      rows.append(1_500_000_000L + 100L * i).append(",view\n");
    }
    rows.append("twin,i5,1500000000,view\ntwin,i6,1500000100,view\ntwin,i0,1500000200,view\n");
    rows.append(
        "twin 2,i5,1500000000,view\ntwin 2,i6,1500000100,view\ntwin 2,i0,1500000200,view\n");
    rows.append("u1,i1,4102444800,click\n");
    write(rows.toString());
    DataCard card =
        DataYaml.prepare(folder, "events: {file: log.csv, behaviour: what}\ncore: 1").card();
    assertThat(card.warnings())
        .anyMatch(warning -> warning.startsWith("the catalogue has 7 items only"))
        .anyMatch(warning -> warning.startsWith("1 users have exactly the events of another one"))
        .anyMatch(warning -> warning.startsWith("1 events are far from the time"))
        .anyMatch(warning -> warning.startsWith("1 events have a behaviour that is not in"))
        .anyMatch(warning -> warning.contains("future train"))
        .noneMatch(warning -> warning.contains("at the same time"));
    write("user,item,time\nu,a,1500000\nu,b,1500100\nu,c,1500200\n");
    assertThat(prepare("").card().warnings())
        .anyMatch(warning -> warning.startsWith("all events are in 1970"))
        .anyMatch(warning -> warning.startsWith("1 users have validation targets and 1 have test"));
  }

  @Test
  void aLogThatIsSortedByItemHasNoOrder() throws IOException {
    StringBuilder rows = new StringBuilder("user,item,time\n");
    for (int i = 0; i < 400; i++) {
      rows.append("u%d,%d,%d%n".formatted(i / 20, 7 + i % 20, i / 20));
    }
    write(rows.toString());
    assertThat(prepare("").card().warnings())
        .anyMatch(warning -> warning.startsWith("100 % of the events whose order is that of"));
    write(rows.toString().replace(",1", ",-1"));
    assertThat(
            DataYaml.prepare(folder, "events: {file: log.csv, time: null}\ncore: 1")
                .card()
                .warnings())
        .noneMatch(warning -> warning.contains("the file was sorted by item"));
  }

  private void write(String rows) throws IOException {
    Files.writeString(folder.resolve("log.csv"), rows);
  }

  private Preparation.Prepared prepare(String settings) {
    return DataYaml.prepare(folder, "events: {file: log.csv}\ncore: 1\n" + settings);
  }
}
