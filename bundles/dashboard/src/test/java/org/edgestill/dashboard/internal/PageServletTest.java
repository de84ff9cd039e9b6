package org.edgestill.dashboard.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Through a real servlet container; that the page works is tested in a browser (features/itests).
 */
@Timeout(60)
class PageServletTest {

  private final HttpClient client = HttpClient.newHttpClient();
  private Server server;
  private URI base;

  @BeforeEach
  void start() throws Exception {
    server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    ServletContextHandler context = new ServletContextHandler();
    context.addServlet(new ServletHolder(new PageServlet()), "/edgestill/*");
    server.setHandler(context);
    server.start();
    base =
        URI.create(
            "http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @Test
  void whateverThePageLinksToIsServed_andNothingOfItIsElsewhere() throws Exception {
    HttpResponse<String> page = get("/edgestill");
    assertThat(page.statusCode()).isEqualTo(200);
    List<String> links =
        Pattern.compile("(?:href|src)=\"(edgestill/ui/[^\"]+)\"")
            .matcher(page.body())
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(links).hasSizeGreaterThan(4);
    assertThat(page.body()).doesNotContain("http://", "https://", "<style", " style=", "onclick");
    for (String link : links) {
      assertThat(get("/" + link).statusCode()).as(link).isEqualTo(200);
    }
    List<String> modules =
        Pattern.compile("from '\\./([^']+)'")
            .matcher(get("/edgestill/ui/app.js").body())
            .results()
            .map((MatchResult found) -> found.group(1))
            .toList();
    assertThat(modules).isNotEmpty();
    for (String module : modules) {
      HttpResponse<String> script = get("/edgestill/ui/" + module);
      assertThat(script.statusCode()).as(module).isEqualTo(200);
      assertThat(script.headers().firstValue("Content-Type"))
          .contains("text/javascript;charset=utf-8");
    }
  }

  @Test
  void theBrowserMayRunNothingInlineAndLoadNothingFromElsewhere() throws Exception {
    HttpResponse<String> page = get("/edgestill");

    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains(
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
  }

  @Test
  void whatABrowserHasAlreadyIsNotSentAgain() throws Exception {
    String etag = get("/edgestill").headers().firstValue("ETag").orElseThrow();

    HttpResponse<String> again =
        client.send(
            HttpRequest.newBuilder(base.resolve("/edgestill"))
                .header("If-None-Match", etag)
                .build(),
            BodyHandlers.ofString());

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void aSlashAtTheEndIsLedToThePage() throws Exception {
    HttpResponse<String> led = get("/edgestill/");

    assertThat(led.statusCode()).isEqualTo(301);
    assertThat(
            URI.create(base + "/edgestill/")
                .resolve(led.headers().firstValue("Location").orElseThrow()))
        .isEqualTo(base.resolve("/edgestill"));
  }

  @Test
  void onlyTheFilesOfThePageAreServed() throws Exception {
    assertThat(get("/edgestill/ui/../../PageServlet.class").statusCode()).isIn(400, 404);
    assertThat(get("/edgestill/ui/nothing.js").statusCode()).isEqualTo(404);
    assertThat(get("/edgestill/index.html").statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofString());
  }
}
