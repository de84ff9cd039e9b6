package org.edgestill.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest {
  private static final String DOCUMENT =
      """
      # Benchmarks
      <!-- machine -->
      <!-- end of machine -->
      Before.
      <!-- student -->
      old
      <!-- end of student -->
      After.
      """;

  @TempDir private Path folder;

  @Test
  void theTablesTakeTheirPlaces() throws Exception {
    Path document = folder.resolve("benchmarks.md");
    Files.writeString(document, DOCUMENT);

    Documents.update(document, Examples.results(1.2, 1_000, 12));

    assertThat(Files.readString(document))
        .containsSubsequence(
            "a processor, 2 cores",
            "<!-- end of machine -->\nBefore.\n<!-- student -->\n",
            "| recommend() over the raw run | 1.20 x | 1.15 | **no** |\n",
            "| run/1k | 11.0 us | 10.5 to 11.5 | 3 |\n",
            "A note.\n<!-- end of student -->\nAfter.\n")
        .doesNotContain("old");
  }

  @Test
  void anotherRunReplacesTheTables() throws Exception {
    Path document = folder.resolve("benchmarks.md");
    Files.writeString(document, DOCUMENT);
    Documents.update(document, Examples.results(1.1, 1_000, 12));
    String once = Files.readString(document);

    Documents.update(document, Examples.results(1.1, 1_000, 12));

    assertThat(Files.readString(document)).isEqualTo(once);
  }

  @Test
  void aDocumentWithoutMarkersIsNotTouched() throws Exception {
    Path document = folder.resolve("benchmarks.md");
    Files.writeString(document, "# Benchmarks\n");

    assertThatThrownBy(() -> Documents.update(document, Examples.results(1, 1, 1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("<!-- machine -->");
    assertThat(document).hasContent("# Benchmarks\n");
  }
}
