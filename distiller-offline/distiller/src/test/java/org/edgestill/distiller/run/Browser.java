package org.edgestill.distiller.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Headless Chromium, which says how a page looks from inside. Where it is not installed tests are
 * skipped, but never in continuous integration.
 */
final class Browser {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final long PATIENCE_SECONDS = 120;
  private static final Pattern RESULT =
      Pattern.compile("<pre id=\"result\">(.*?)</pre>", Pattern.DOTALL);

  /** Looks into the page once it is there; a frame of its own makes any width possible. */
  private static final String SCRIPT =
      """
      onload = () => {
        const inner = document.querySelector('iframe').contentDocument;
        const root = inner.documentElement;
        const boxes = [...inner.querySelectorAll('svg text, svg line, svg circle, svg polygon')]
            .map(e => [e.getBoundingClientRect(), e.closest('svg').getBoundingClientRect()]);
        document.getElementById('result').textContent = JSON.stringify({
          scrollWidth: root.scrollWidth,
          clientWidth: root.clientWidth,
          height: root.scrollHeight,
          tables: inner.querySelectorAll('table').length,
          captioned: inner.querySelectorAll('table > caption').length,
          plots: [...inner.querySelectorAll('svg')].filter(s => s.getBoundingClientRect().height > 50).length,
          named: inner.querySelectorAll('svg[role=img][aria-label]').length,
          outside: boxes.filter(([a, b]) => a.right < b.left - 1 || a.left > b.right + 1
              || a.bottom < b.top - 1 || a.top > b.bottom + 1).length,
          background: getComputedStyle(inner.body).backgroundColor,
        });
      };
      """;

  /**
   * What was seen.
   *
   * @param facts of the page
   * @param complaints what the browser wrote on its console
   */
  record Seen(JsonNode facts, List<String> complaints) {}

  private Browser() {}

  private static Optional<Path> executable() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Opens a page in a window that is so many pixels wide. */
  static Seen open(String html, int width, Path folder) throws IOException, InterruptedException {
    Optional<Path> chromium = executable();
    if (System.getenv("CI") != null) {
      assertThat(chromium).as("continuous integration needs one of %s", NAMES).isPresent();
    }
    assumeTrue(chromium.isPresent(), "skipped: none of " + NAMES + " is installed");
    Path wrapper = folder.resolve("wrapper.html");
    Files.writeString(
        wrapper,
        "<!doctype html><meta charset=utf-8><body><pre id=result></pre><iframe width="
            + width
            + " height=800 style='border:0' srcdoc=\""
            + html.replace("&", "&amp;").replace("\"", "&quot;")
            + "\"></iframe><script>"
            + SCRIPT
            + "</script>");
    Path console = folder.resolve("console.log");
    Path dom = folder.resolve("dom.html");
    Process process =
        new ProcessBuilder(
                chromium.orElseThrow().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--enable-logging=stderr",
                "--user-data-dir=" + folder.resolve("profile"),
                "--dump-dom",
                wrapper.toUri().toString())
            .redirectOutput(dom.toFile())
            .redirectError(console.toFile())
            .start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    Matcher result = RESULT.matcher(Files.readString(dom));
    assertThat(result.find()).as(Files.readString(console)).isTrue();
    List<String> complaints =
        Files.readAllLines(console).stream().filter(line -> line.contains(":CONSOLE")).toList();
    return new Seen(new ObjectMapper().readTree(result.group(1).replace("&amp;", "&")), complaints);
  }
}
