package org.edgestill.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.edgestill.itests.world.World;
import org.edgestill.testbed.GatewayProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The dashboard of an assembled gateway in a real browser, with a real broker: a day in one visit.
 * Where no browser is installed it is skipped, but never in continuous integration.
 */
@Timeout(180)
class DashboardIT {
  private static final Path HOME = Path.of("target/edgestill-gateway").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String TOKEN = "http.token";

  /**
   * Texts whose contrast is below 4.5:1 (WCAG 2, success criterion 1.4.3), with what is behind them
   * mixed from all that is half transparent.
   */
  private static final String WEAK_TEXTS =
      """
      (() => {
        const rgba = text => (text.match(/[\\d.]+/g) ?? []).map(Number);
        const over = (top, below) => [0, 1, 2].map(i => top[i] * (top[3] ?? 1) + below[i] * (1 - (top[3] ?? 1)));
        const behind = node => {
          const layers = [];
          for (let n = node; n; n = n.parentElement) layers.push(rgba(getComputedStyle(n).backgroundColor));
          return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
        };
        const luminance = c => c.slice(0, 3).map(v => v / 255)
            .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
        return [...document.querySelectorAll('body *')]
            .filter(n => n.checkVisibility() && [...n.childNodes].some(c => c.nodeType === 3 && c.data.trim()))
            .map(n => {
              const back = behind(n);
              const front = over(rgba(getComputedStyle(n).color), back);
              const [a, b] = [luminance(front), luminance(back)].sort((x, y) => y - x);
              return [(a + .05) / (b + .05), n.textContent.trim().slice(0, 40)];
            })
            .filter(([ratio]) => ratio < 4.5).map(([ratio, text]) => ratio.toFixed(2) + ' ' + text).join('; ');
      })()
      """;

  /** What can be operated but has no name for a reader. */
  private static final String NAMELESS =
      """
      [...document.querySelectorAll('button, input, select, a, [role=img], [role=progressbar]')]
          .filter(n => n.checkVisibility())
          .filter(n => !(n.textContent.trim() || n.getAttribute('aria-label') || n.labels?.length))
          .map(n => n.outerHTML).join('; ')
      """;

  /** When the page has been laid out and drawn since it was asked. */
  private static final String DRAWN =
      "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";

  private static final String SIDEWAYS =
      "document.documentElement.scrollWidth - document.documentElement.clientWidth";

  @TempDir Path folder;

  @Test
  void anOperatorWatchesAPushTriesItAndRollsBack() throws Exception {
    Optional<Path> browser = Chromium.executable();
    if (System.getenv("CI") != null) {
      assertThat(browser).as("continuous integration needs Chromium").isPresent();
    }
    assumeTrue(browser.isPresent(), "skipped: Chromium is not installed");
    try (World world = new World(folder.resolve("world"));
        GatewayProcess gateway = start(world);
        Chromium page = Chromium.start(browser.orElseThrow(), folder.resolve("profile"))) {
      gateway.awaitStatus(
          "it is configured", PATIENCE, status -> !status.path("updates").isEmpty());
      page.look(1280, 900, "light");
      page.open(gateway.uri().resolve("/edgestill"));

      page.await("an empty gateway says so", shows("#model", "No model yet"));
      page.await("nothing has happened", shows("#timeline", "Nothing has happened yet"));
      assertThat(page.value("document.querySelector('#rollback').hidden").asBoolean()).isTrue();
      assertFit(page);

      world.publish();
      page.await("release 1 serves", shows("#model", "release 1"));
      page.await("its card is there", "!document.querySelector('#card').hidden");
      page.click("#card summary");
      page.await("its card is read", shows("#card-body", "Its weights are random"));

      page.click("#try-form button[type=submit]");
      page.await("popular items have titles", shows("#answer", "Item 1"));
      assertThat(page.text("#answer-meta")).contains("popularity", "release 1");
      page.click("#answer li:first-child button");
      page.await("the student answers", shows("#answer-meta", "student"));
      assertThat(page.text("#events")).contains("view Item 1");
      assertThat(page.value("document.querySelectorAll('#answer li').length").asInt()).isEqualTo(8);

      world.publish();
      page.await("release 2 serves", shows("#model", "release 2"));
      page.await("the timeline tells it", shows("#timeline li:first-child", "Release 2"));
      page.await("it is committed", shows("#timeline li:first-child", "committed"));
      page.await("requests are drawn", "!!document.querySelector('#requests-chart canvas')");
      page.click("#try-form button[type=submit]");
      page.await("release 2 answers", shows("#answer-meta", "release 2"));

      page.await("there is a way back", "!document.querySelector('#rollback').hidden");
      page.click("#rollback");
      confirm(page, "not the token");
      page.await("a wrong token is refused", shows("#confirm-problem", "does not know this token"));
      assertThat(page.text("#model")).contains("release 2");
      confirm(page, Files.readString(folder.resolve("gateway/" + TOKEN)).strip());
      page.await("release 1 serves again", shows("#model", "release 1"));
      page.await(
          "the timeline tells it too", shows("#timeline", "Rolled back from release 2 to 1"));
      assertThat(page.value("localStorage.length").asInt()).isZero();

      page.click("#installed button[data-release=\"2\"]");
      page.await("the token is known", "document.querySelector('#token-field').hidden");
      page.click("#confirm-do");
      page.await("release 2 is activated", shows("#model", "release 2"));

      assertFit(page);
      gateway.stop();
      page.await("a gateway that is gone is missed", shows("#link", "not reached"));
      assertThat(page.complaints()).isEmpty();
      assertThat(gateway.output())
          .as("one line an event, and nothing of what was viewed")
          .contains("COMMITTED")
          .doesNotContain("ERROR", "\tat ", "item-");
    }
  }

  private static void confirm(Chromium page, String token) throws Exception {
    page.await("it asks", "document.querySelector('#confirm').open");
    page.value("document.querySelector('#token').value = '%s'".formatted(token));
    page.click("#confirm-do");
  }

  /** In both schemes, on a desk and on a phone: nothing sticks out, is pale, or has no name. */
  private static void assertFit(Chromium page) throws Exception {
    for (String scheme : new String[] {"light", "dark"}) {
      for (int width : new int[] {320, 1280}) {
        page.look(width, 900, scheme);
        page.value(DRAWN);
        assertThat(page.value(SIDEWAYS).asInt()).as("%s, %d", scheme, width).isZero();
        assertThat(page.value(WEAK_TEXTS).asText()).as("%s, %d", scheme, width).isEmpty();
      }
    }
    assertThat(page.value(NAMELESS).asText()).isEmpty();
  }

  private static String shows(String selector, String text) {
    return "[...document.querySelectorAll('%s')].some(e => e.innerText.includes('%s'))"
        .formatted(selector, text);
  }

  private GatewayProcess start(World world) throws Exception {
    return GatewayProcess.start(HOME, folder.resolve("gateway"), world.gatewaySettings());
  }
}
