package org.edgestill.gateway.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.model.InstalledModel;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.model.ProbeReport;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.model.ServingStatistics;
import org.edgestill.api.service.ServiceGoneException;
import org.edgestill.api.update.ModelUpdates;
import org.edgestill.api.update.UpdateState;
import org.edgestill.api.update.UpdateStatus;
import org.edgestill.features.internal.BehaviourStore;
import org.edgestill.features.internal.StoreSettings;
import org.edgestill.gateway.core.Desk;
import org.edgestill.gateway.core.Present;
import org.edgestill.testbed.SequelRecommender;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class HttpApiTest {

  private static final int MAX_BYTES = 2_000;

  @TempDir private Path directory;
  private final Desk desk = new Desk(Duration.ofMillis(10));
  private final StatusReport report = new StatusReport(desk.log());
  private final HttpApi api = new HttpApi(new AccessRule(false), desk, report, MAX_BYTES, 1);
  private BehaviourStore store;

  @BeforeEach
  void open() throws Exception {
    CompletableFuture<BehaviourLog> opened = new CompletableFuture<>();
    store = BehaviourStore.open(new StoreSettings(directory, 200, 100), opened::complete);
    opened.get(30, TimeUnit.SECONDS);
    desk.log().set(store);
    desk.recommenders().add("films", 1, new SequelRecommender(store, "films", 100));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void eventsAreAcceptedAndCounted() throws Exception {
    HttpAnswer answer =
        post(
            "/events",
            "[{'user':'u','item':'film-1','timeMillis':1},{'user':'u','item':'film-1','timeMillis':1}]");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(text(answer)).isEqualTo("{\"received\":2,\"stored\":1,\"repeated\":1}\n");
    assertThat(store.history("u", 9)).containsExactly(BehaviourEvent.of("u", "film-1", "view", 1));
  }

  @Test
  void recommendationsFollowTheStoredHistory() throws Exception {
    post("/events", "{'user':'u','item':'film-5'}");

    HttpAnswer answer = post("/recommendations", "{'id':'r','user':'u','k':2}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers()).containsEntry("Content-Type", "application/json");
    JsonNode body = json(answer);
    assertThat(body.at("/id").asText()).isEqualTo("r");
    assertThat(body.at("/items/0/item").asText()).isEqualTo("film-6");
    assertThat(body.at("/items/1/item").asText()).isEqualTo("film-7");
    assertThat(body.at("/model/name").asText()).isEqualTo("films");
  }

  @Test
  void oneOfSeveralModelsIsNamed() throws Exception {
    desk.recommenders().add("books", 1, new SequelRecommender(store, "books", 3));

    HttpAnswer named = post("/recommendations", "{'model':'books','k':9}");
    assertThat(json(named).at("/items").size()).isEqualTo(3);
    assertProblem(post("/recommendations", "{}"), 400, "INVALID");
    assertProblem(post("/recommendations", "{'model':'music'}"), 404, "UNKNOWN_MODEL");
  }

  @Test
  void aUserIsForgotten() throws Exception {
    post("/events", "{'user':'a b/c','item':'film-5'}");

    assertThat(send("DELETE", "/users/a b/c").status()).isEqualTo(204);
    assertThat(store.userCount()).isZero();
    assertProblem(send("DELETE", "/users/a b/c"), 404, "UNKNOWN_USER");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /events, 405, METHOD",
    "PUT, /recommendations, 405, METHOD",
    "POST, /status, 405, METHOD",
    "OPTIONS, /models, 405, METHOD",
    "GET, /users/u, 405, METHOD",
    "GET, /, 404, UNKNOWN_PATH",
    "GET, /users/, 404, UNKNOWN_PATH",
    "POST, /event, 404, UNKNOWN_PATH",
  })
  void anotherMethodOrPathIsAProblem(String method, String path, int status, String code)
      throws Exception {
    HttpAnswer answer = send(method, path);

    assertProblem(answer, status, code);
    assertThat(answer.headers().containsKey("Allow")).isEqualTo(status == 405);
  }

  @Test
  void malformedAndInvalidContentIsABadRequest() throws Exception {
    assertProblem(post("/events", "nonsense"), 400, "MALFORMED");
    assertProblem(post("/events", "[]"), 400, "INVALID");
    assertProblem(post("/recommendations", "{'k':1001}"), 400, "INVALID");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "none, none, 415",
        "text/plain, none, 415",
        "application/json; charset=latin1, none, 415",
        "application/json, gzip, 415",
        "application/json, identity, 202",
        "Application/JSON;charset=UTF-8, none, 202",
        "'application/json; charset=\"utf-8\"', none, 202",
      })
  void onlyPlainJsonIsTaken(@Nullable String type, @Nullable String encoding, int status)
      throws Exception {
    byte[] body = bytes("{'user':'u','item':'i'}");

    assertThat(api.handle(request("POST", "/events", type, encoding, -1, body)).status())
        .isEqualTo(status);
  }

  @Test
  void tooMuchContentIsRefusedDeclaredOrNot() throws Exception {
    byte[] large = new byte[MAX_BYTES + 1];
    String type = "application/json";

    assertProblem(
        api.handle(request("POST", "/events", type, null, large.length, new byte[0])),
        413,
        "TOO_LARGE");
    assertProblem(api.handle(request("POST", "/events", type, null, -1, large)), 413, "TOO_LARGE");
  }

  @Test
  void otherMachinesAreRefused() throws Exception {
    HttpRequest remote =
        new HttpRequest(
            "GET", "/status", null, null, -1, "localhost", "10.1.2.3", stream(new byte[0]));

    assertProblem(api.handle(remote), 403, "REMOTE");
  }

  @Test
  void whenAllPlacesAreTakenTheNextComesAgainLater() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    desk.recommenders()
        .add(
            "films",
            2,
            request -> {
              busy.countDown();
              try {
                assertThat(go.await(60, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return new SequelRecommender(store, "films", 1).recommend(request);
            });
    CompletableFuture<HttpAnswer> first =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return post("/recommendations", "{}");
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();

    HttpAnswer second = post("/recommendations", "{}");
    go.countDown();

    assertProblem(second, 429, "OVERLOADED");
    assertThat(second.headers()).containsEntry("Retry-After", "1");
    assertThat(first.get(30, TimeUnit.SECONDS).status()).isEqualTo(200);
    assertThat(post("/recommendations", "{}").status()).isEqualTo(200);
  }

  @Test
  void withoutServicesItIsUnavailable() throws Exception {
    HttpApi lonely =
        new HttpApi(
            new AccessRule(false),
            new Desk(Duration.ofMillis(10)),
            new StatusReport(new Desk(Duration.ZERO).log()),
            MAX_BYTES,
            1);

    String type = "application/json";
    assertProblem(
        lonely.handle(request("POST", "/recommendations", type, null, -1, bytes("{}"))),
        503,
        "UNAVAILABLE");
    assertProblem(
        lonely.handle(request("POST", "/events", type, null, -1, bytes("{'user':'u','item':'i'}"))),
        503,
        "UNAVAILABLE");
    assertThat(lonely.handle(request("GET", "/status", null, null, -1, new byte[0])).status())
        .isEqualTo(200);
  }

  @Test
  void anUnexpectedFailureSaysNothingOfItself() throws Exception {
    desk.recommenders()
        .add(
            "films",
            2,
            request -> {
              throw new IllegalStateException("secret");
            });

    HttpAnswer answer = post("/recommendations", "{}");

    assertProblem(answer, 500, "FAILED");
    assertThat(text(answer)).doesNotContain("secret");
  }

  @Test
  void theStatusShowsTheModelInServiceThePreviousOneAndTheUpdate() throws Exception {
    store.append(BehaviourEvent.of("u", "film-1", "view", 1));
    report.registries.add("films", new TwoReleases());
    report.updates.add("films", new Refusing());

    JsonNode status = json(send("GET", "/status"));

    assertThat(status.at("/models/0/active/release").asLong()).isEqualTo(2);
    assertThat(status.at("/models/0/active/quality/ndcg@10").asDouble()).isEqualTo(0.08);
    assertThat(status.at("/models/0/previous/release").asLong()).isEqualTo(1);
    assertThat(status.at("/models/0/statistics/requests").asLong()).isEqualTo(7);
    assertThat(status.at("/updates/0/state").asText()).isEqualTo("IDLE");
    assertThat(status.at("/updates/0/lastRefusal/code").asText()).isEqualTo("SIGNATURE_INVALID");
    assertThat(status.at("/users").asLong()).isEqualTo(1);
    assertThat(status.at("/rssBytes").asLong()).isPositive();
    assertThat(status.at("/uptimeMillis").asLong()).isPositive();
    assertThat(status.at("/brokers").isArray()).isTrue();
  }

  @Test
  void theModelsAreListedWithTheirRoles() throws Exception {
    report.registries.add("films", new TwoReleases());

    JsonNode models = json(send("GET", "/models"));

    assertThat(models.at("/models/0/name").asText()).isEqualTo("films");
    assertThat(models.at("/models/0/releases/0/role").asText()).isEqualTo("ACTIVE");
    assertThat(models.at("/models/0/releases/1/role").asText()).isEqualTo("PREVIOUS");
  }

  @Test
  void duringAReplacementTheNewerServiceIsShown() {
    Present<String> present = new Present<>();
    String old = "old";
    String fresh = "new";
    present.add("films", old);
    present.add("films", fresh);

    assertThat(present.byName()).isEqualTo(Map.of("films", "new"));
    present.remove(old);
    assertThat(present.byName()).isEqualTo(Map.of("films", "new"));
    present.remove(fresh);
    assertThat(present.byName()).isEmpty();
  }

  private HttpAnswer post(String path, String json) throws IOException {
    return api.handle(request("POST", path, "application/json", null, -1, bytes(json)));
  }

  private HttpAnswer send(String method, String path) throws IOException {
    return api.handle(request(method, path, null, null, -1, new byte[0]));
  }

  private static HttpRequest request(
      String method,
      String path,
      @Nullable String type,
      @Nullable String encoding,
      long length,
      byte[] body) {
    return new HttpRequest(
        method, path, type, encoding, length, "localhost:8484", "127.0.0.1", stream(body));
  }

  private static ByteArrayInputStream stream(byte[] body) {
    return new ByteArrayInputStream(body);
  }

  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode json(HttpAnswer answer) throws IOException {
    return new ObjectMapper().readTree(answer.body());
  }

  private static String text(HttpAnswer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static void assertProblem(HttpAnswer answer, int status, String code) throws IOException {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.headers()).containsEntry("Content-Type", "application/problem+json");
    JsonNode problem = json(answer);
    assertThat(problem.at("/type").asText()).isEqualTo("about:blank");
    assertThat(problem.at("/status").asInt()).isEqualTo(status);
    assertThat(problem.at("/title").asText()).isNotEmpty();
    assertThat(problem.at("/detail").asText()).isNotEmpty();
    assertThat(problem.at("/code").asText()).isEqualTo(code);
  }

  /** Release 2 serves, release 1 served before. */
  private static final class TwoReleases implements ModelRegistry {

    @Override
    public String name() {
      return "films";
    }

    @Override
    public Optional<InstalledModel> active() {
      return Optional.of(release(2));
    }

    @Override
    public Optional<InstalledModel> previous() {
      return Optional.of(release(1));
    }

    @Override
    public List<InstalledModel> installed() {
      return List.of(release(2), release(1));
    }

    private static InstalledModel release(int number) {
      String digest = (number + "a").repeat(32);
      return new InstalledModel(
          new ModelId("films", number, digest), Instant.EPOCH, 1_000, 100, Map.of("ndcg@10", 0.08));
    }

    @Override
    public InstalledModel install(Path folder) {
      throw new ServiceGoneException("read only");
    }

    @Override
    public ProbeReport probe(String digest) {
      throw new ServiceGoneException("read only");
    }

    @Override
    public void activate(String digest) {
      throw new ServiceGoneException("read only");
    }

    @Override
    public void rollBack() {
      throw new ServiceGoneException("read only");
    }

    @Override
    public boolean remove(String digest) {
      throw new ServiceGoneException("read only");
    }

    @Override
    public ServingStatistics statistics() {
      return new ServingStatistics(7, 0, 1, 90, 150);
    }
  }

  /** Has refused a release. */
  private static final class Refusing implements ModelUpdates {

    @Override
    public UpdateStatus status() {
      return new UpdateStatus(
          "films",
          UpdateState.IDLE,
          2,
          0,
          0,
          new UpdateStatus.Refusal(
              3, RefusalCode.SIGNATURE_INVALID, "a signature does not verify", Instant.EPOCH));
    }

    @Override
    public void check() {
      throw new ServiceGoneException("read only");
    }
  }
}
