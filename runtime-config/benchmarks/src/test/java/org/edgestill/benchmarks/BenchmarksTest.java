package org.edgestill.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchmarksTest {

  /** A part whose figures are known. */
  private record Known(String name, Findings findings) implements Part {
    @Override
    public String about() {
      return "nothing is measured";
    }

    @Override
    public Findings measure(Bench bench) {
      return findings;
    }
  }

  @TempDir private Path folder;
  private final StringWriter errors = new StringWriter();

  private int run(Findings findings, String... more) {
    CommandLine commandLine =
        new CommandLine(new Benchmarks(List.of(new Known("student", findings))));
    commandLine.setErr(new PrintWriter(errors));
    List<String> arguments =
        new ArrayList<>(List.of("--gateway=" + folder, "--output=" + folder.resolve("out")));
    arguments.addAll(List.of(more));
    return commandLine.execute(arguments.toArray(String[]::new));
  }

  @Test
  void resultsAreWrittenAsJsonAndMarkdown() throws Exception {
    assertThat(run(Examples.findings(1.1, 1_000, 12))).isZero();

    Path out = folder.resolve("out");
    assertThat(Results.read(out.resolve("benchmarks.json")).parts()).containsOnlyKeys("student");
    assertThat(out.resolve("benchmarks.md")).content().contains("<!-- student -->", "run/1k");
  }

  @Test
  void aClaimThatDoesNotHoldHasAnExitCodeOfItsOwn() {
    assertThat(run(Examples.findings(1.2, 1_000, 12))).isEqualTo(3);
  }

  @Test
  void anUnknownPartIsSaidWithThoseThatThereAre() {
    assertThat(run(Examples.findings(1, 1, 1), "--parts=students")).isEqualTo(2);
    assertThat(errors.toString()).contains("there is no part 'students'; choose from: student");
  }

  @Test
  void withABaselineOnlyWhatIsWorseThanItCounts() throws Exception {
    Path baseline = folder.resolve("baseline.json");
    Examples.results(1.2, 1_000, 12).write(baseline);

    assertThat(run(Examples.findings(1.2, 1_000, 99), "--baseline=" + baseline)).isZero();
    assertThat(run(Examples.findings(1.2, 2_000, 12), "--baseline=" + baseline)).isEqualTo(3);
  }

  @Test
  void aBaselineThatIsNotThereIsSaidBeforeAnythingIsMeasured() {
    assertThat(run(Examples.findings(1, 1, 1), "--baseline=" + folder.resolve("none.json")))
        .isEqualTo(2);
    assertThat(errors.toString()).contains("the baseline can not be read");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void aQuickRunIsNotForDocuments() throws Exception {
    assertThat(run(Examples.findings(1, 1, 1), "--quick=true", "--docs=" + folder)).isEqualTo(2);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void documentsAreWrittenAgainWithoutMeasuring() throws Exception {
    Examples.results(1.2, 1_000, 12).write(folder.resolve("benchmarks.json"));
    Path document = folder.resolve("benchmarks.md");
    Files.writeString(
        document,
        """
        <!-- machine -->
        <!-- end of machine -->
        <!-- student -->
        <!-- end of student -->
        """);

    assertThat(run(Examples.findings(9, 9, 9), "--parts=none", "--docs=" + folder)).isZero();

    assertThat(document).content().contains("| recommend() over the raw run | 1.20 x |");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void documentsToWriteAgainHaveAPlace() {
    assertThat(run(Examples.findings(1, 1, 1), "--parts=none")).isEqualTo(2);
    assertThat(errors.toString()).contains("--docs");
  }
}
