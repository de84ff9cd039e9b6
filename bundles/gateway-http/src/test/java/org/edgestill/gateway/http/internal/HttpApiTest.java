package org.edgestill.gateway.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.service.ServiceGoneException;
import org.edgestill.api.update.ModelUpdates;
import org.edgestill.api.update.UpdateState;
import org.edgestill.api.update.UpdateStatus;
import org.edgestill.features.internal.BehaviourStore;
import org.edgestill.features.internal.StoreSettings;
import org.edgestill.gateway.core.Desk;
import org.edgestill.gateway.core.Present;
import org.edgestill.gateway.core.StatusReport;
import org.edgestill.testbed.SequelRecommender;
import org.edgestill.testbed.SequelRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class HttpApiTest {

  private static final int MAX_BYTES = 2_000;

  @TempDir private Path directory;
  private final Desk desk = new Desk(Duration.ofMillis(10));
  private final StatusReport report = new StatusReport(desk.log());
  private final AtomicLong now = new AtomicLong();
  private String token = "";
  private HttpApi api;
  private BehaviourStore store;

  @BeforeEach
  void open() throws Exception {
    api = api(desk, report, 0);
    CompletableFuture<BehaviourLog> opened = new CompletableFuture<>();
    store = BehaviourStore.open(new StoreSettings(directory, 200, 100), opened::complete);
    opened.get(30, TimeUnit.SECONDS);
    desk.log().set(store);
    desk.recommenders().add("films", 1, new SequelRecommender(store, "films", 100));
  }

  private HttpApi api(Desk desk, StatusReport report, int localRate) throws IOException {
    Path file = directory.resolve("token");
    AccessRule access = new AccessRule(false, false, false, Token.of(file));
    token = Files.readString(file).strip();
    return new HttpApi(
        access, new HttpLimits(MAX_BYTES, 1, 1_000, localRate, 0), desk, report, now::get);
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
    "GET, /rollback, 405, METHOD",
    "GET, /models/1/activate, 405, METHOD",
    "POST, /models//activate, 404, UNKNOWN_PATH",
    "POST, /models/1/activate/, 404, UNKNOWN_PATH",
    "POST, /models/1/deactivate, 404, UNKNOWN_PATH",
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
            "GET",
            "/status",
            null,
            null,
            -1,
            "localhost",
            "Bearer " + token,
            "10.1.2.3",
            true,
            stream(new byte[0]));

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
        api(new Desk(Duration.ofMillis(10)), new StatusReport(new Desk(Duration.ZERO).log()), 0);

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
    assertProblem(
        lonely.handle(request("POST", "/rollback", null, null, -1, new byte[0])),
        503,
        "UNAVAILABLE");
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
    report.registries().add("films", new SequelRegistry("films", 2));
    report.updates().add("films", new Refusing());

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
    report.registries().add("films", new SequelRegistry("films", 2));

    JsonNode models = json(send("GET", "/models"));

    assertThat(models.at("/models/0/name").asText()).isEqualTo("films");
    assertThat(models.at("/models/0/releases/0/role").asText()).isEqualTo("ACTIVE");
    assertThat(models.at("/models/0/releases/1/role").asText()).isEqualTo("PREVIOUS");
    assertThat(models.at("/models/0/releases/0/feedback/judged").asInt()).isEqualTo(6);
    assertThat(models.at("/models/0/releases/0/feedback/accepted").asInt()).isEqualTo(2);
    assertThat(models.at("/models/0/releases/1/feedback/judged").asInt()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"films-2", "2", "0002", "0002000200020002"})
  void anInstalledReleaseIsPutInService(String id) throws Exception {
    ModelRegistry films = new SequelRegistry("films", 3);
    report.registries().add("films", films);

    HttpAnswer answer = send("POST", "/models/" + id + "/activate");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(json(answer).at("/name").asText()).isEqualTo("films");
    assertThat(json(answer).at("/active/release").asInt()).isEqualTo(2);
    assertThat(json(answer).at("/previous/release").asInt()).isEqualTo(3);
    assertThat(films.active().orElseThrow().id().release()).isEqualTo(2);
  }

  @Test
  void aReleaseThatIsRefusedUnknownOrAmbiguousChangesNothing() throws Exception {
    ModelRegistry films = new SequelRegistry("films", 3);
    report.registries().add("films", films);
    report.registries().add("books", new SequelRegistry("books", 3));

    HttpAnswer refused = send("POST", "/models/films-1/activate");
    assertProblem(refused, 409, "REFUSED");
    assertThat(json(refused).at("/refusal").asText()).isEqualTo("PROBE_FAILED");
    assertProblem(send("POST", "/models/2/activate"), 409, "AMBIGUOUS");
    assertProblem(send("POST", "/models/films-9/activate"), 404, "UNKNOWN_RELEASE");
    assertProblem(send("POST", "/models/000/activate"), 404, "UNKNOWN_RELEASE");
    assertThat(films.active().orElseThrow().id().release()).isEqualTo(3);
  }

  @Test
  void theReleaseThatServedBeforeServesAgain() throws Exception {
    ModelRegistry films = new SequelRegistry("films", 3);
    report.registries().add("films", films);

    HttpAnswer answer = send("POST", "/rollback");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(json(answer).at("/active/release").asInt()).isEqualTo(2);
    assertThat(json(answer).at("/previous").isNull()).isTrue();
    HttpAnswer again = send("POST", "/rollback");
    assertProblem(again, 409, "REFUSED");
    assertThat(json(again).at("/refusal").asText()).isEqualTo("UNABLE_TO_ROLLBACK");
  }

  @Test
  void oneOfSeveralModelsIsRolledBackByName() throws Exception {
    ModelRegistry books = new SequelRegistry("books", 3);
    report.registries().add("films", new SequelRegistry("films", 3));
    report.registries().add("books", books);

    assertProblem(send("POST", "/rollback"), 409, "AMBIGUOUS");
    assertProblem(post("/rollback", "{'model':'music'}"), 404, "UNKNOWN_MODEL");
    assertProblem(post("/rollback", "{'models':'books'}"), 400, "INVALID");
    assertProblem(
        api.handle(request("POST", "/rollback", null, null, -1, bytes("{'model':'books'}"))),
        415,
        "CONTENT_TYPE");
    assertThat(post("/rollback", "{'model':'books'}").status()).isEqualTo(200);
    assertThat(books.active().orElseThrow().id().release()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /models/films-2/activate, 401",
    "POST, /rollback, 401",
    "DELETE, /users/u, 401",
    "GET, /status, 200",
    "GET, /models, 200",
    "GET, /openapi.json, 200",
  })
  void whatChangesModelsOrErasesNeedsTheToken(String method, String path, int status)
      throws Exception {
    ModelRegistry films = new SequelRegistry("films", 3);
    report.registries().add("films", films);
    store.append(BehaviourEvent.of("u", "film-1", "view", 1));

    HttpAnswer answer =
        api.handle(
            new HttpRequest(
                method,
                path,
                null,
                null,
                -1,
                "localhost",
                "Bearer wrong",
                "::1",
                false,
                stream(new byte[0])));

    assertThat(answer.status()).isEqualTo(status);
    if (status == 401) {
      assertProblem(answer, 401, "TOKEN");
      assertThat(answer.headers()).containsKey("WWW-Authenticate");
    }
    assertThat(films.active().orElseThrow().id().release()).isEqualTo(3);
    assertThat(store.userCount()).isEqualTo(1);
  }

  @Test
  void moreRequestsASecondThanAllowedComeAgainLater() throws Exception {
    HttpApi limited = api(desk, report, 2);
    HttpRequest request = request("GET", "/status", null, null, -1, new byte[0]);

    assertThat(limited.handle(request).status()).isEqualTo(200);
    assertThat(limited.handle(request).status()).isEqualTo(200);
    HttpAnswer third = limited.handle(request);
    assertProblem(third, 429, "RATE");
    assertThat(third.headers()).containsEntry("Retry-After", "1");
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(500));
    assertThat(limited.handle(request).status()).isEqualTo(200);
  }

  @Test
  void contentThatTricklesInIsNotWaitedForForEver() throws Exception {
    InputStream trickle =
        new InputStream() {
          @Override
          public int read() {
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(400));
            return ' ';
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            into[offset] = (byte) read();
            return 1;
          }
        };

    HttpAnswer answer =
        api.handle(
            new HttpRequest(
                "POST",
                "/events",
                "application/json",
                null,
                -1,
                "localhost",
                null,
                "127.0.0.1",
                false,
                trickle));

    assertProblem(answer, 408, "TIMEOUT");
    assertThat(TimeUnit.NANOSECONDS.toMillis(now.get())).isEqualTo(1_200);
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

  private HttpRequest request(
      String method,
      String path,
      @Nullable String type,
      @Nullable String encoding,
      long length,
      byte[] body) {
    return new HttpRequest(
        method,
        path,
        type,
        encoding,
        length,
        "localhost:8484",
        "Bearer " + token,
        "127.0.0.1",
        false,
        stream(body));
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
