package org.edgestill.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A page in headless Chromium, driven over the DevTools protocol, which needs no driver beside the
 * browser. What the page complains about is kept.
 */
final class Chromium implements AutoCloseable {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final WebSocket socket;

  private Chromium(Process process, URI browser) throws Exception {
    this.process = process;
    HttpClient http = HttpClient.newHttpClient();
    URI list = URI.create("http://" + browser.getAuthority() + "/json/list");
    HttpResponse<String> targets =
        http.send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString());
    String page =
        JSON.readTree(targets.body()).findValuesAsText("webSocketDebuggerUrl").stream()
            .findFirst()
            .orElseThrow();
    socket =
        http.newWebSocketBuilder()
            .buildAsync(URI.create(page), new Ear())
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    call("Runtime.enable", Map.of());
    call("Log.enable", Map.of());
    call("Page.enable", Map.of());
  }

  /** Where it is installed, if it is. */
  static Optional<Path> executable() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts it with an empty profile. */
  static Chromium start(Path executable, Path profile) throws Exception {
    Process process =
        new ProcessBuilder(
                executable.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return new Chromium(process, address(process));
    } catch (Exception | Error e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static URI address(Process process) throws IOException {
    BufferedReader said = process.errorReader(StandardCharsets.UTF_8);
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        drain(said);
        return URI.create(listening.group(1));
      }
      all.append(line).append('\n');
    }
    throw new IOException("the browser ended:\n" + all);
  }

  /** A browser whose complaints nobody reads would stop some time. */
  private static void drain(BufferedReader said) {
    Thread thread = new Thread(() -> said.lines().forEach(line -> {}), "chromium-stderr");
    thread.setDaemon(true);
    thread.start();
  }

  /** Hears answers, and what the page complains about. */
  private final class Ear implements WebSocket.Listener {
    private final StringBuilder parts = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      parts.append(part);
      if (last) {
        hear(parts.toString());
        parts.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  private void hear(String message) {
    try {
      JsonNode heard = JSON.readTree(message);
      if (heard.has("id")) {
        CompletableFuture<JsonNode> waiting = answers.remove(heard.get("id").asInt());
        if (waiting != null) {
          waiting.complete(heard);
        }
        return;
      }
      String what = heard.path("method").asText();
      JsonNode entry = heard.at("/params/entry");
      if (what.equals("Runtime.exceptionThrown")) {
        complaints.add(heard.at("/params/exceptionDetails").toString());
      } else if (what.equals("Log.entryAdded")
          && !entry.path("source").asText().equals("network")) {
        // a status of 401 or 503 is an answer, and not the page's fault
        complaints.add(entry.path("text").asText());
      }
    } catch (IOException e) {
      complaints.add("not JSON: " + message);
    }
  }

  private JsonNode call(String method, Map<String, ?> parameters) throws Exception {
    int id = calls.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    socket.sendText(message.toString(), true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    JsonNode heard = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (heard.has("error")) {
      throw new IOException(method + ": " + heard.get("error"));
    }
    return heard.path("result");
  }

  /** A window of a size, in a colour scheme: {@code light} or {@code dark}. */
  void look(int width, int height, String scheme) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  void open(URI page) throws Exception {
    call("Page.navigate", Map.of("url", page.toString()));
  }

  /** The value of an expression in the page; a promise is waited for. */
  JsonNode value(String expression) throws Exception {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new IOException(expression + ": " + result.get("exceptionDetails"));
    }
    return result.at("/result/value");
  }

  /** The text of all elements that a selector finds, as it is seen. */
  String text(String selector) throws Exception {
    return value(
            "[...document.querySelectorAll('%s')].map(e => e.innerText).join('\\n')"
                .formatted(selector))
        .asText();
  }

  void click(String selector) throws Exception {
    value("document.querySelector('%s').click()".formatted(selector));
  }

  /** Waits until an expression is true. */
  void await(String what, String expression) throws Exception {
    Await.until(
        what,
        () -> "\n" + valueOrError("document.body.innerText") + "\n" + complaints,
        () -> value(expression).asBoolean());
  }

  private String valueOrError(String expression) {
    try {
      return value(expression).asText();
    } catch (Exception e) {
      return e.toString();
    }
  }

  /** What went wrong in the page, and what its policy forbade. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
