package org.edgestill.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

  @Test
  void whatIsWrittenIsReadAgain(@TempDir Path folder) throws Exception {
    Results results = Examples.results(1.1, 1_000, 12);
    results.write(folder.resolve("benchmarks.json"));

    assertThat(Results.read(folder.resolve("benchmarks.json"))).isEqualTo(results);
  }

  @Test
  void aClaimIsMetUpToItsLimit() {
    assertThat(Examples.results(1.15, 2_048, 15).missed()).isEmpty();
    assertThat(Examples.results(1.2, 2_048, 16).missed())
        .extracting(Claim::what)
        .containsExactly(Examples.RATIO, "above the raw run");
  }

  @Test
  void aRatioThatIsNotANumberIsNotMet() {
    assertThat(Examples.results(Double.NaN, 1, 1).missed()).hasSize(1);
  }

  @Test
  void theTableHasTheQuartilesAndTheVerdicts() {
    assertThat(Results.table(Examples.findings(1.2, 1_000, 12)))
        .containsPattern("run/1k +11\\.0 us +\\[10\\.5, 11\\.5\\], n = 3")
        .containsPattern("over the raw run +1\\.20 x +at most 1\\.15: NO")
        .containsPattern("recommend\\(\\) +1,000 bytes +at most 2,048: yes")
        .contains("A note.");
  }
}
