package org.edgestill.distiller.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same little log in every format that can be read, and what is said when it is broken. */
class LogFormatsTest {

  private static final String CSV = "user,item,time\nann,a,10\nbob,b,5\nann,b,20\nann,c,3620\n";

  private static final String JSON_LINES =
      """
      {"user": "ann", "item": "a", "time": 10}
      {"user": "bob", "item": "b", "time": 5, "more": {"x": [1, 2]}}
      {"item": "b", "user": "ann", "time": "20"}
      {"user": "ann", "item": "c", "time": 3620.0}
      """;

  private final Path folder;

  LogFormatsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void commasAndTabs() throws IOException {
    write("log.csv", CSV);
    assertIsTheLog("events: {file: log.csv}");
    write("log.tsv", CSV.replace(',', '\t'));
    assertIsTheLog("events: {file: log.tsv}");
    write("log.txt", CSV.replace(',', '|'));
    assertIsTheLog("events: {file: log.txt, delimiter: \"|\"}");
  }

  @Test
  void jsonLinesWithNumbersOrTexts() throws IOException {
    write("log.jsonl", JSON_LINES);
    assertIsTheLog("events: {file: log.jsonl}");
    write(
        "log",
        JSON_LINES
            .replace("\"user\": \"ann\"", "\"by\": {\"id\": \"ann\"}")
            .replace("\"user\": \"bob\"", "\"by\": {\"id\": \"bob\"}"));
    assertIsTheLog("events: {file: log, format: jsonl, user: /by/id}");
  }

  @Test
  void textFilesMayBeGzipped() throws IOException {
    for (String name : List.of("log.csv.gz", "log.json.gz")) {
      Files.write(folder.resolve(name), gzip(name.contains("csv") ? CSV : JSON_LINES));
      assertIsTheLog("events: {file: %s}".formatted(name));
    }
    Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(gzip(CSV), 40));
    assertRefused("events: {file: cut.csv.gz}").hasMessageContaining("cut.csv.gz is damaged");
  }

  @ParameterizedTest
  @ValueSource(strings = {"uncompressed", "snappy", "gzip", "zstd"})
  void parquetWithNumbersOrTimes(String compression) throws SQLException {
    writeParquet(
        "numbers.parquet",
        "SELECT * FROM (VALUES ('ann', 'a', 10), ('bob', 'b', 5), ('ann', 'b', 20), ('ann', 'c',"
            + " 3620)) t(\"user\", item, time)",
        compression);
    assertIsTheLog("events: {file: numbers.parquet}");
    writeParquet(
        "times.parquet",
        "SELECT \"user\" AS \"the user\", item, to_timestamp(time) AS seen FROM '%s'"
            .formatted(folder.resolve("numbers.parquet")),
        compression);
    assertIsTheLog("events: {file: times.parquet, user: the user, time: seen}");
  }

  @Test
  void severalFilesAreReadByNameAndAllAreInTheCard() throws IOException {
    write("logs/2.csv", "user,item,time\nann,b,20\nann,c,3620\n");
    write("logs/1.csv", "user,item,time\nann,a,10\nbob,b,5\n");
    write("logs/notes.txt", "not a log");
    DataCard card = assertIsTheLog("events: {file: \"logs/*.csv\"}");
    assertThat(card.files()).extracting(DataCard.File::name).containsExactly("1.csv", "2.csv");
    assertThat(card.files()).extracting(DataCard.File::rows).containsExactly(2L, 2L);
    assertThat(card.files().get(0).sha256()).matches("[0-9a-f]{64}");
    assertIsTheLog("events: {file: \"**/{1,2}.csv\"}");
    assertRefused("events: {file: \"logs/*.tsv\"}").hasMessageContaining("no file fits logs/*.tsv");
  }

  @Test
  void aNameWithBracketsIsAFileIfItIsThere() throws IOException {
    write("log[1].csv", CSV);
    assertIsTheLog("events: {file: \"log[1].csv\"}");
  }

  @Test
  void sequencesKeepTheirOrderAndTheirRepetitions() throws IOException {
    write("log.txt", "ann a b a c\nbob  c\tb\n");
    Preparation.Prepared prepared =
        DataYaml.prepare(folder, "events: {file: log.txt, format: sequences}\ncore: 1");
    Dataset data = prepared.data();
    assertThat(ids(data, 0)).containsExactly("a", "b", "a", "c");
    assertThat(ids(data, 1)).containsExactly("c", "b");
    assertThat(data.testItems(0)).containsExactly(data.items().indexOf("c"));
    assertThat(data.schema().gapBoundsSeconds())
        .as("a gateway must not tell gaps apart that nobody could learn from")
        .isEmpty();
    assertThat(prepared.card().firstEvent()).isNull();
    assertThat(prepared.card().warnings()).anyMatch(w -> w.contains("the log has no times"));
  }

  @Test
  void sequencesWithoutUsersAreAUserEach() throws IOException {
    write("log.txt", "1 2 3 4\n3 1 2\n");
    Dataset data =
        DataYaml.prepare(folder, "events: {file: log.txt, format: sequences, user: null}\ncore: 1")
            .data();
    assertThat(data.users()).isEqualTo(2);
    assertThat(ids(data, 1)).containsExactly("3", "1", "2");
  }

  @Test
  void rowsWithoutTimesAreInOrder() throws IOException {
    write("log.csv", "user,item\nann,b\nbob,b\nann,a\nann,b\n");
    Dataset data = DataYaml.prepare(folder, "events: {file: log.csv, time: null}\ncore: 1").data();
    assertThat(ids(data, 0)).containsExactly("b", "a", "b");
  }

  @Test
  void whatIsWrongIsNamedByFileAndLineInEveryFormat() throws IOException, SQLException {
    write("log.jsonl", JSON_LINES + "{\"user\": \"ann\", \"item\": \"a\"\n");
    assertRefused("events: {file: log.jsonl}")
        .hasMessageContaining("log.jsonl, line 5: not a JSON object");
    write("log.jsonl", "{\"user\": \"ann\", \"item\": null, \"time\": 1}\n");
    assertRefused("events: {file: log.jsonl}")
        .hasMessageContaining("log.jsonl, line 1: 'item' is missing");
    write("log.jsonl", "{\"user\": \"ann\", \"item\": [1], \"time\": 1}\n");
    assertRefused("events: {file: log.jsonl}").hasMessageContaining("neither text nor a number");
    write("log.jsonl", "{\"user\": \"ann\", \"item\": \"a\", \"item\": \"b\", \"time\": 1}\n");
    assertRefused("events: {file: log.jsonl}").hasMessageContaining("Duplicate field 'item'");
    write("log.txt", "ann a b\nbob\n");
    assertRefused("events: {file: log.txt, format: sequences}")
        .hasMessageContaining("log.txt, line 2: a user and an item are needed");
    writeParquet(
        "log.parquet",
        "SELECT * FROM (VALUES ('ann', 'a', 10), ('bob', NULL, 5)) t(\"user\", item, time)",
        "zstd");
    assertRefused("events: {file: log.parquet}")
        .hasMessageContaining("log.parquet, row 2: 'item' is missing");
    assertRefused("events: {file: log.parquet, item: film}")
        .hasMessageContaining("no column 'film'; there are user, item, time");
    writeParquet("list.parquet", "SELECT 'ann' AS \"user\", [1] AS item, 10 AS time", "zstd");
    assertRefused("events: {file: list.parquet}").hasMessageContaining("'item' is INTEGER[]");
    write("text.parquet", CSV);
    assertRefused("events: {file: text.parquet}")
        .hasMessageContaining("text.parquet can not be read as Parquet");
    assertRefused("events: {file: none.parquet}").hasMessageContaining("is not there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1396437466940", "-5", "1e999999999", "", "NaN", "99999999999999999999"})
  void aTimeThatCanNotBeOneIsRefused(String time) throws IOException {
    write("log.csv", "user,item,time\nann,a," + time + "\n");
    assertRefused("events: {file: log.csv}")
        .hasMessageContaining("log.csv, line 2")
        .hasMessageContaining("timeUnit");
  }

  @Test
  void badRowsAreSkippedOnRequestButNeverSilently() throws IOException {
    write("log.csv", CSV + "ann,d\nann,,30\nann,d,soon\n");
    assertRefused("events: {file: log.csv}").hasMessageContaining("log.csv, line 6");
    DataCard card = assertIsTheLog("events: {file: log.csv, badRows: skip}");
    assertThat(card.rowsRead()).isEqualTo(7);
    assertThat(card.badRows()).isEqualTo(3);
    assertThat(card.badRowExamples()).hasSize(3);
    assertThat(card.badRowExamples().get(0))
        .endsWith("line 6: has 2 columns, but column 3 is needed");
    assertThat(card.badRowExamples().get(2)).contains("line 8", "'soon'");
    assertThat(card.warnings()).anyMatch(warning -> warning.startsWith("3 rows"));
    assertThat(DataCardText.of(card)).contains("7, of which 3 could not be used", "'soon'");
  }

  @Test
  void settingsThatDoNotFitTheFormatAreRefused() throws IOException {
    write("log.csv", CSV);
    assertRefused("events: {file: log.csv, user: null}").hasMessageContaining("format: sequences");
    assertRefused("events: {file: log.csv, format: xml}").hasMessageContaining("format");
    assertRefused("events: {file: log.txt, format: sequences, rating: stars}")
        .hasMessageContaining("neither behaviours nor ratings");
    assertRefused("events: {file: log.csv, time: null}\nsessions: {gapMinutes: 30}")
        .hasMessageContaining("sessions.gapMinutes needs times");
    assertRefused("events: {file: log.csv, time: null}\nsplit: {by: temporal}")
        .hasMessageContaining("split.by: temporal needs times");
  }

  private DataCard assertIsTheLog(String events) {
    Preparation.Prepared prepared = DataYaml.prepare(folder, events + "\ncore: 1");
    Dataset data = prepared.data();
    assertThat(data.users()).isEqualTo(2);
    assertThat(ids(data, 0)).containsExactly("a", "b", "c");
    assertThat(ids(data, 1)).containsExactly("b");
    assertThat(data.everything(0).timesMillis()).containsExactly(10_000, 20_000, 3_620_000);
    assertThat(data.everything(0).gaps()).containsExactly(1, 2, 4);
    return prepared.card();
  }

  private AbstractThrowableAssert<?, ?> assertRefused(String data) {
    return assertThatThrownBy(() -> DataYaml.prepare(folder, data + "\ncore: 1"))
        .isInstanceOf(InputException.class);
  }

  private static List<String> ids(Dataset data, int user) {
    return Arrays.stream(data.everything(user).items()).mapToObj(data.items()::itemAt).toList();
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void writeParquet(String name, String query, String compression) throws SQLException {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute(
          "COPY (%s) TO '%s' (FORMAT parquet, COMPRESSION %s)"
              .formatted(query, folder.resolve(name), compression));
    }
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
