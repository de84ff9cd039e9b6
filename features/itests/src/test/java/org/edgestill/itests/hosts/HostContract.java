package org.edgestill.itests.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.edgestill.api.update.UpdateState;
import org.edgestill.itests.world.Fault;
import org.edgestill.itests.world.World;
import org.edgestill.testbed.GatewayProcess;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a gateway does, whatever host it is installed on. Each test publishes its own releases, so
 * their order does not matter.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HostContract {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** What is in a data folder. */
  private static final List<String> STORED =
      List.of("behaviours", "http.token", "models", "timeline.jsonl", "updates");

  private static final String GATEWAY = "gateway";
  private static final int K = 5;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable Path folder;
  private @Nullable World world;
  private @Nullable GatewayProcess gateway;

  /**
   * Installs the gateway, unless that is done, and starts it.
   *
   * @param at the same folder each time, for the host and its data
   * @param settings what {@code conf/gateway.json} reads from the environment
   */
  abstract GatewayProcess start(Path at, Map<String, String> settings) throws Exception;

  /** How long anything may take. */
  Duration patience() {
    return PATIENCE;
  }

  /** Where the host runs, and so where relative paths start. The start script is there itself. */
  Path workingDirectory(Path at) {
    return at;
  }

  /** Removes the gateway, which does not run any more, from its host, where it is installed. */
  void remove(Path at) throws Exception {}

  @BeforeAll
  void startWorldAndGateway(@TempDir Path at) throws Exception {
    folder = at;
    world = new World(at.resolve("world"));
    startGateway();
  }

  @AfterAll
  void stopGatewayAndWorld() throws Exception {
    try {
      if (gateway != null) {
        gateway.close();
      }
      if (folder != null) {
        remove(folder.resolve("host"));
        writesNothingBesideItsDataFolder();
      }
    } finally {
      if (world != null) {
        world.close();
      }
    }
  }

  /** The probe compares the golden vectors, which this machine computed, before anything serves. */
  @Test
  void takesAReleaseThatMatchesItsGoldenVectorsAndRecommends() throws Exception {
    String digest = push();
    post("/events", event("ann", 3), event("ann", 7));

    JsonNode answer = post("/recommendations", Map.of("user", "ann", "k", K));

    assertThat(answer.path("source").asText()).isEqualTo("STUDENT");
    assertThat(answer.path("model").path("digest").asText()).isEqualTo(digest);
    assertThat(items(answer))
        .hasSize(K)
        .doesNotHaveDuplicates()
        .doesNotContain(World.item(3), World.item(7));
  }

  @Test
  void answersOverMqttAsOverHttp() throws Exception {
    push();
    post("/events", event("bob", 11));

    JsonNode overMqtt =
        JSON.readTree(world().ask(GATEWAY, "r1", "{\"id\": \"r1\", \"user\": \"bob\", \"k\": 5}"));

    assertThat(items(overMqtt))
        .hasSize(K)
        .isEqualTo(items(post("/recommendations", Map.of("user", "bob", "k", K))));
  }

  @Test
  void refusesAForgedReleaseAndKeepsServing() throws Exception {
    String good = push();

    world().publish(Fault.UNKNOWN_KEY);

    JsonNode status =
        gateway().awaitStatus("the forgery is refused", patience(), HostContract::refused);
    assertThat(active(status)).isEqualTo(good);
    push();
  }

  @Test
  void saysHowItIs() throws Exception {
    push();

    assertThat(get("/metrics").body()).contains("edgestill_model_release{model=\"films\"}");
    assertThat(get("/health").statusCode()).isEqualTo(200);
    assertThat(get("/health.json").body()).contains("Edgestill models", "Disk", "Heap");
    assertThat(get("/edgestill").body()).contains("<!doctype html>");
  }

  @Test
  void servesTheSameReleaseAfterARestart() throws Exception {
    String digest = push();
    post("/events", event("eve", 5));

    gateway().stop();
    startGateway();

    gateway().awaitStatus("the release serves again", patience(), serves(digest));
    assertThat(items(post("/recommendations", Map.of("user", "eve", "k", K))))
        .hasSize(K)
        .doesNotContain(World.item(5));
    push();
  }

  /** Neither by default nor before its configuration is there. */
  @Test
  void writesNothingBesideItsDataFolder() {
    Path working = workingDirectory(folder().resolve("host"));

    assertThat(
            Stream.of("data", "edgestill")
                .flatMap(at -> STORED.stream().map(name -> working.resolve(at).resolve(name))))
        .allMatch(Files::notExists);
  }

  /** The gateway that runs now. */
  GatewayProcess gateway() {
    if (gateway == null) {
      throw new IllegalStateException("the gateway is not started");
    }
    return gateway;
  }

  /** Publishes a release and waits until it serves for good. */
  String push() throws Exception {
    String digest = world().publish();
    gateway().awaitStatus("release " + digest + " is committed", patience(), committed(digest));
    return digest;
  }

  private void startGateway() throws Exception {
    Map<String, String> settings = new TreeMap<>(world().gatewaySettings());
    settings.put("EDGESTILL_GATEWAY", GATEWAY);
    settings.put("EDGESTILL_RETRY_SECONDS", "1");
    gateway = start(folder().resolve("host"), settings);
    gateway.awaitStatus("both brokers are connected", patience(), HostContract::connected);
  }

  private Path folder() {
    if (folder == null) {
      throw new IllegalStateException("no folder yet");
    }
    return folder;
  }

  private World world() {
    if (world == null) {
      throw new IllegalStateException("the world is not started");
    }
    return world;
  }

  private JsonNode post(String path, Object... document) throws Exception {
    byte[] body = JSON.writeValueAsBytes(document.length == 1 ? document[0] : document);
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(URI.create(gateway().uri() + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    JsonNode answer = JSON.readTree(response.body());
    assertThat(response.statusCode()).as("%s", answer).isBetween(200, 299);
    return answer;
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(gateway().uri().resolve(path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static Map<String, String> event(String user, int item) {
    return Map.of("user", user, "item", World.item(item), "behaviour", "view");
  }

  private static List<String> items(JsonNode answer) {
    List<String> items = new ArrayList<>();
    answer.path("items").forEach(item -> items.add(item.path("item").asText()));
    return items;
  }

  private static String active(JsonNode status) {
    return status.path("models").path(0).path("active").path("digest").asText();
  }

  private static Predicate<JsonNode> serves(String digest) {
    return status -> active(status).equals(digest);
  }

  private static Predicate<JsonNode> committed(String digest) {
    return status ->
        active(status).equals(digest)
            && status
                .path("updates")
                .path(0)
                .path("state")
                .asText()
                .equals(UpdateState.COMMITTED.name());
  }

  private static boolean refused(JsonNode status) {
    JsonNode refusal = status.path("updates").path(0).path("lastRefusal");
    return refusal.path("code").asText().equals("SIGNATURE_INVALID");
  }

  private static boolean connected(JsonNode status) {
    int connected = 0;
    for (JsonNode each : status.path("brokers")) {
      connected += each.path("connected").asBoolean() ? 1 : 0;
    }
    return connected == 2 && !status.path("updates").isEmpty();
  }
}
