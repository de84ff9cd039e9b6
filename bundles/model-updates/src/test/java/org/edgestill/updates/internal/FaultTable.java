package org.edgestill.updates.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.edgestill.model.json.StrictJson;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Makes one table of what the tests of all bundles say about the faults of {@code faults.csv}, and
 * fails if a case did not pass or has no test any more.
 *
 * <p>A test that tries a fault several times, or under load, prints a line {@code FAULT case=19
 * tries=1 requests=580 lost=0}; of others each invocation is a try.
 */
final class FaultTable {

  private static final Pattern COUNT =
      Pattern.compile("FAULT case=(\\d+) tries=(\\d+) requests=(\\d+) lost=(\\d+)");

  /** A line of faults.csv: the case, what it is, and one of its tests. */
  private record Row(int number, String title, String module, String method) {}

  /** A test that ran. */
  private record Ran(String module, String method, boolean passed) {}

  private static final class Case {
    private final String title;
    private int tests;
    private long tries;
    private long requests;
    private long lost;
    private boolean passed = true;
    private String missing = "";

    Case(String title) {
      this.title = title;
    }

    boolean isPassed() {
      return passed && tests > 0 && missing.isEmpty() && lost == 0;
    }
  }

  private final List<Ran> ran = new ArrayList<>();
  private final Map<Integer, Case> cases = new TreeMap<>();
  private final Map<Integer, Long> counted = new TreeMap<>();

  private FaultTable() {}

  /** Arguments: the folder of all modules, the list of cases, and the JSON file to write. */
  public static void main(String[] arguments) throws Exception {
    FaultTable table = new FaultTable();
    List<Row> rows = read(Path.of(arguments[1]));
    rows.forEach(row -> table.cases.putIfAbsent(row.number(), new Case(row.title())));
    for (String module : rows.stream().map(Row::module).distinct().toList()) {
      table.readReports(module, module(arguments[0], module).resolve("target/surefire-reports"));
    }
    rows.forEach(table::count);
    table.print();
    Files.write(Path.of(arguments[2]), table.toJson());
    List<Integer> bad = table.cases.keySet().stream().filter(n -> !table.isPassed(n)).toList();
    if (!bad.isEmpty()) {
      throw new IllegalStateException("not passed: " + bad);
    }
  }

  private static Path module(String home, String name) {
    Path bundle = Path.of(home, "bundles", name);
    return Files.isDirectory(bundle) ? bundle : Path.of(home, "distiller-offline", name);
  }

  private boolean isPassed(int number) {
    Case each = cases.get(number);
    return each != null && each.isPassed();
  }

  private static List<Row> read(Path csv) throws IOException {
    return Files.readAllLines(csv).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split(";", -1))
        .map(w -> new Row(Integer.parseInt(w[0].strip()), w[1].strip(), w[2].strip(), w[3].strip()))
        .toList();
  }

  private void readReports(String module, Path reports)
      throws IOException, ParserConfigurationException, SAXException {
    if (!Files.isDirectory(reports)) {
      throw new IOException(reports + " is not there: run the tests of " + module + " first");
    }
    try (Stream<Path> files = Files.list(reports)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".xml")).toList()) {
        readReport(module, file);
      }
    }
  }

  private void readReport(String module, Path file)
      throws IOException, ParserConfigurationException, SAXException {
    Document xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    NodeList tests = xml.getElementsByTagName("testcase");
    for (int i = 0; i < tests.getLength(); i++) {
      Element test = (Element) tests.item(i);
      boolean passed =
          test.getElementsByTagName("failure").getLength() == 0
              && test.getElementsByTagName("error").getLength() == 0
              && test.getElementsByTagName("skipped").getLength() == 0;
      ran.add(new Ran(module, test.getAttribute("name").split("[^A-Za-z0-9_]", 2)[0], passed));
    }
    Matcher count = COUNT.matcher(xml.getDocumentElement().getTextContent());
    while (count.find()) {
      int number = Integer.parseInt(count.group(1));
      Case each = cases.computeIfAbsent(number, n -> new Case("?"));
      counted.merge(number, Long.parseLong(count.group(2)), Long::sum);
      each.requests += Long.parseLong(count.group(3));
      each.lost += Long.parseLong(count.group(4));
    }
  }

  private void count(Row row) {
    Case each = cases.computeIfAbsent(row.number(), n -> new Case(row.title()));
    List<Ran> found =
        ran.stream()
            .filter(r -> r.module().equals(row.module()) && r.method().equals(row.method()))
            .toList();
    if (found.isEmpty()) {
      each.missing = row.module() + ": no test " + row.method();
    }
    each.tests += found.size();
    each.passed &= found.stream().allMatch(Ran::passed);
    each.tries = Math.max(each.tests, counted.getOrDefault(row.number(), 0L));
  }

  private void print() {
    System.out.printf(
        "%n%4s %-62s %6s %9s %5s  %s%n", "case", "fault", "tries", "requests", "lost", "result");
    cases.forEach(
        (number, each) ->
            System.out.printf(
                "%4d %-62s %6d %9d %5d  %s%n",
                number,
                each.title,
                each.tries,
                each.requests,
                each.lost,
                each.isPassed() ? "passed" : "FAILED " + each.missing));
  }

  private byte[] toJson() throws IOException {
    ObjectNode json = StrictJson.newObject();
    cases.forEach(
        (number, each) -> {
          ObjectNode node = json.putObject(Integer.toString(number));
          node.put("tries", each.tries);
          node.put("lostRequests", each.lost);
          node.put("passed", each.isPassed());
        });
    return (json.toPrettyString() + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }
}
