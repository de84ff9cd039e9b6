package org.edgestill.benchmarks.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.edgestill.benchmarks.Claim;
import org.edgestill.benchmarks.Figure;
import org.edgestill.benchmarks.Findings;
import org.edgestill.benchmarks.Machine;
import org.edgestill.benchmarks.Results;
import org.edgestill.benchmarks.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.w3c.dom.Document;

class PlotsTest {
  private static final Figure HTTP = Figure.of("http/10k", "us", 1_000);
  private static final Findings PEERS = new Findings(List.of(HTTP), List.of(), List.of());
  private static final Findings STUDENT =
      new Findings(
          List.of(
              Figure.of("run/10k/history-20", "us", 10),
              Figure.of("run/100k/history-20", "us", 100),
              Figure.of("run/100k/history-50", "us", 110)),
          List.of(),
          List.of());
  private static final Findings LOAD =
      new Findings(
          List.of(
              Figure.of("service/rest/p50", "us", 100),
              Figure.of("service/rest/p99", "us", 1_000),
              Figure.of("service/rest/p99.9", "us", 10_000)),
          List.of(),
          List.of());
  private static final Findings FOOTPRINT =
      new Findings(
          List.of(Figure.of("gateway/idle/rss", "MB", 120), Figure.of("felix/rss", "MB", 58)),
          List.of(Claim.amount("resident memory of it", 120, 160, "MB")),
          List.of());
  private static final Findings SOAK =
      new Findings(
          List.of(),
          List.of(),
          List.of(),
          List.of(
              new Series("live heap", "MB", List.of(1.0, 2.0, 3.0), List.of(20.0, 21.0, 22.0))));

  @TempDir private Path folder;

  @Test
  void aLineHasThePlacesThatWereMeasured() {
    XYChart chart = (XYChart) plot(new LatencyPlot(), Map.of("student", STUDENT, "peers", PEERS));

    assertThat(chart.getSeriesMap()).containsOnlyKeys("model behind HTTP", "raw run");
    assertThat(line(chart, "raw run").getXData()).containsExactly(1, 2);
    assertThat(line(chart, "raw run").getYData()).containsExactly(1, 2);
    assertThat(line(chart, "model behind HTTP").getYData()).containsExactly(3);
  }

  @Test
  void eachKindOfLoadHasALineForEachPhase() {
    XYChart chart = (XYChart) plot(new PercentilesPlot(), Map.of("load", LOAD));

    assertThat(chart.getSeriesMap()).containsOnlyKeys("service, at rest");
    assertThat(line(chart, "service, at rest").getYData()).containsExactly(2, 3, 4);
  }

  @Test
  void aBarIsOfTheGatewayOrOfAFrameworkAlone() {
    CategoryChart chart = (CategoryChart) plot(new FootprintPlot(), Map.of("footprint", FOOTPRINT));

    assertThat(chart.getSeriesMap().values())
        .extracting(CategorySeries::getName, CategorySeries::getXData, CategorySeries::getYData)
        .containsExactly(
            tuple("gateway", List.of("Felix alone", "gateway, idle"), Arrays.asList(null, 120.0)),
            tuple("framework", List.of("Felix alone", "gateway, idle"), Arrays.asList(58.0, null)));
    assertThat(chart.getXAxisTitle()).contains("160 MB");
  }

  @Test
  void eachPlotIsAnXmlDocumentOfItsOwn() throws Exception {
    List<Path> written =
        Plots.write(
            results(Map.of("student", STUDENT, "load", LOAD, "footprint", FOOTPRINT, "soak", SOAK)),
            folder);

    assertThat(written)
        .extracting(file -> file.getFileName().toString())
        .containsExactly(
            "benchmarks-latency.svg",
            "benchmarks-load.svg",
            "benchmarks-footprint.svg",
            "benchmarks-soak.svg");
    for (Path file : written) {
      Document svg = parser().parse(file.toFile());
      assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
      assertThat(svg.getElementsByTagName("path").getLength()).isGreaterThan(5);
    }
  }

  @Test
  void theSameFiguresGiveTheSameFile() throws Exception {
    Path first = Plots.write(results(Map.of("student", STUDENT)), folder).get(0);
    byte[] before = Files.readAllBytes(first);

    Plots.write(results(Map.of("student", STUDENT)), folder);

    assertThat(first).hasBinaryContent(before);
  }

  @Test
  void whatWasNotMeasuredIsNotDrawn() throws Exception {
    assertThat(Plots.write(results(Map.of()), folder)).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  private static Chart<?, ?> plot(Plot plot, Map<String, Findings> parts) {
    return plot.of(results(parts)).orElseThrow();
  }

  private static XYSeries line(XYChart chart, String name) {
    return Objects.requireNonNull(chart.getSeriesMap().get(name));
  }

  private static Results results(Map<String, Findings> parts) {
    return new Results(new Machine("a processor", 2, 2_048, "linux", "java", 0.5), false, parts);
  }

  /** Asks nobody for the document type. */
  private static DocumentBuilder parser() throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return factory.newDocumentBuilder();
  }
}
