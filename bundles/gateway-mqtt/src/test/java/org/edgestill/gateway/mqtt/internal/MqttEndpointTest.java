package org.edgestill.gateway.mqtt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.carrier.Message;
import org.edgestill.api.recommend.Recommender;
import org.edgestill.features.internal.BehaviourStore;
import org.edgestill.features.internal.StoreSettings;
import org.edgestill.gateway.core.Desk;
import org.edgestill.gateway.core.StatusReport;
import org.edgestill.mqtt.client.MqttCarrier;
import org.edgestill.mqtt.client.MqttSettings;
import org.edgestill.testbed.EmbeddedBroker;
import org.edgestill.testbed.SequelRecommender;
import org.edgestill.testbed.SequelRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over a real broker and connection, with a real behaviour store. */
@Timeout(120)
class MqttEndpointTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Limits LIMITS = new Limits(64 * 1024, 100, 1024 * 1024, 2);
  private static final Topics TOPICS = new Topics("test/v1", "g1");
  private static final EmbeddedBroker BROKER = new EmbeddedBroker(Path.of("target", "broker"));

  @TempDir private Path directory;
  private final BlockingQueue<Message> answers = new LinkedBlockingQueue<>();
  private final Desk desk = new Desk(Duration.ofSeconds(20));
  private final StatusReport report = new StatusReport(desk.log());
  private MqttCarrier gateway;
  private MqttCarrier client;
  private BehaviourStore store;
  private Recommender recommender;

  @BeforeAll
  static void startBroker() throws IOException {
    BROKER.start();
  }

  @AfterAll
  static void stopBroker() throws IOException {
    BROKER.close();
  }

  @BeforeEach
  void connect() throws Exception {
    CompletableFuture<BehaviourLog> opened = new CompletableFuture<>();
    store = BehaviourStore.open(new StoreSettings(directory, 200, 100), opened::complete);
    opened.get(30, TimeUnit.SECONDS);
    recommender = new SequelRecommender(store, "films", 100);
    URI uri = BROKER.uri();
    gateway = new MqttCarrier(MqttSettings.of(uri, "gateway"));
    client = new MqttCarrier(MqttSettings.of(uri, "client"));
    client.subscribe("test/v1/gateways/g1/recommendations/+", answers::add);
    client.subscribe("test/v1/gateways/g1/answers/+", answers::add);
    await().atMost(PATIENCE).until(() -> gateway.connected() && client.connected());
  }

  @AfterEach
  void disconnect() {
    client.close();
    gateway.close();
    store.close();
  }

  @Test
  void eventsAreStoredAndRequestsAnsweredFromThem() throws Exception {
    try (MqttEndpoint endpoint = serving(LIMITS)) {
      send("events", "{'user':'u','item':'film-4','timeMillis':1}");
      send(
          "events",
          "[{'user':'u','item':'film-8','timeMillis':3},{'user':'u','item':'film-7','timeMillis':2}]");
      await().atMost(PATIENCE).until(() -> store.history("u", 10).size() == 3);
      send("requests", "{'id':'r-1','user':'u','k':2,'exclude':['film-9']}");

      JsonNode answer = answer("r-1");
      assertThat(answer.at("/items/0/item").asText()).isEqualTo("film-10");
      assertThat(answer.at("/items/0/title").asText()).isEqualTo("Film 10");
      assertThat(answer.at("/items").size()).isEqualTo(2);
      assertThat(answer.at("/model/name").asText()).isEqualTo("films");
      assertThat(answer.at("/model/release").asLong()).isEqualTo(1);
      assertThat(answer.at("/source").asText()).isEqualTo("STUDENT");
      assertThat(answer.at("/reason").asText()).isEqualTo("NONE");
      assertThat(answer.at("/latencyMicros").isIntegralNumber()).isTrue();
      assertThat(endpoint.droppedEvents()).isZero();
    }
  }

  @Test
  void anAnonymousSessionIsAnsweredAndNotStored() throws Exception {
    try (MqttEndpoint endpoint = serving(LIMITS)) {
      send("requests", "{'id':'s','k':1,'events':[{'item':'film-2'}]}");

      assertThat(answer("s").at("/items/0/item").asText()).isEqualTo("film-3");
      assertThat(store.userCount()).isZero();
      assertThat(endpoint.droppedEvents()).isZero();
    }
  }

  @Test
  void anEventThatComesTwiceIsStoredOnce() throws Exception {
    try (MqttEndpoint endpoint = serving(LIMITS)) {
      // at least once: the broker or the sender may send it again, with whatever time it has then
      send("events", "{'id':'e-1','user':'u','item':'film-4','timeMillis':1}");
      send("events", "{'id':'e-1','user':'u','item':'film-4','timeMillis':2}");
      send("events", "[{'id':'e-1','user':'u','item':'film-4'},{'user':'u','item':'film-5'}]");
      await().atMost(PATIENCE).until(() -> store.history("u", 10).size() >= 2);

      assertThat(store.history("u", 10))
          .extracting(BehaviourEvent::item)
          .containsExactly("film-4", "film-5");
      assertThat(endpoint.droppedEvents()).isZero();
    }
  }

  @Test
  void wishesAndSeveralRequestsInOneMessage() throws Exception {
    try (MqttEndpoint endpoint = serving(LIMITS)) {
      send(
          "requests",
          "{'id':'b','requests':[{'k':2,'only':['even'],'explain':true,"
              + "'events':[{'item':'film-4'}]},{'id':'x','model':'books'}]}");
      send("requests", "[{'id':'without'}]");

      JsonNode answer = answer("b");
      assertThat(answer.at("/answers/0/items/0/item").asText()).isEqualTo("film-6");
      assertThat(answer.at("/answers/0/items/1/item").asText()).isEqualTo("film-8");
      assertThat(answer.at("/answers/0/explanation").asText()).isEqualTo("LEAVE_ONE_ITEM_OUT");
      assertThat(answer.at("/answers/0/items/0/because/0/item").asText()).isEqualTo("film-4");
      assertThat(answer.at("/answers/1/error/code").asText()).isEqualTo("UNKNOWN_MODEL");
      assertThat(endpoint.droppedEvents()).isZero();
    }
  }

  @Test
  void statusAndModelsAreTold() throws Exception {
    report.registries().add("films", new SequelRegistry("films", 3));
    try (MqttEndpoint endpoint = serving(LIMITS)) {
      send("requests/status", "{'id':'s'}");
      send("requests/models", "{'id':'m'}");
      send("requests/models", "{'id':'bad','model':'films'}");

      JsonNode status = answer("s");
      assertThat(status.at("/id").asText()).isEqualTo("s");
      assertThat(status.at("/models/0/active/release").asInt()).isEqualTo(3);
      assertThat(answer("m").at("/models/0/releases").size()).isEqualTo(3);
      assertThat(answer("bad").at("/error/code").asText()).isEqualTo("INVALID");
      assertThat(endpoint.droppedEvents()).isZero();
    }
  }

  @Test
  void nothingIsChangedUnlessThatIsConfigured() throws Exception {
    SequelRegistry films = new SequelRegistry("films", 3);
    report.registries().add("films", films);
    try (MqttEndpoint endpoint = serving(LIMITS)) {
      store.append(BehaviourEvent.of("u", "film-4", "view", 1));
      send("requests/activate", "{'id':'a','release':'films-2'}");
      send("requests/rollback", "{'id':'r'}");
      send("requests/forget", "{'id':'f','user':'u'}");

      for (String id : List.of("a", "r", "f")) {
        assertThat(answer(id).at("/error/code").asText()).isEqualTo("FORBIDDEN");
      }
      assertThat(films.active().orElseThrow().id().release()).isEqualTo(3);
      assertThat(store.userCount()).isEqualTo(1);
      assertThat(endpoint.droppedEvents()).isZero();
    }
  }

  @Test
  void modelsAreChangedAndUsersErasedOnRequest() throws Exception {
    SequelRegistry films = new SequelRegistry("films", 3);
    report.registries().add("films", films);
    try (MqttEndpoint endpoint = serving(LIMITS, true)) {
      store.append(BehaviourEvent.of("u", "film-4", "view", 1));
      send("requests/activate", "{'id':'a','release':'films-2'}");
      assertThat(answer("a").at("/active/release").asInt()).isEqualTo(2);
      send("requests/activate", "{'id':'refused','release':'1','model':'films'}");
      JsonNode refused = answer("refused");
      assertThat(refused.at("/error/code").asText()).isEqualTo("REFUSED");
      assertThat(refused.at("/error/refusal").asText()).isEqualTo("PROBE_FAILED");
      send("requests/rollback", "{'id':'r','model':'films'}");
      assertThat(answer("r").at("/active/release").asInt()).isEqualTo(3);
      send("requests/forget", "{'id':'f','user':'u'}");
      assertThat(answer("f").at("/erased").asBoolean()).isTrue();
      send("requests/forget", "{'id':'again','user':'u'}");
      assertThat(answer("again").at("/erased").asBoolean()).isFalse();

      assertThat(films.active().orElseThrow().id().release()).isEqualTo(3);
      assertThat(store.userCount()).isZero();
      assertThat(endpoint.droppedEvents()).isZero();
    }
  }

  @Test
  void aBadRequestIsToldWhatIsWrongAndTheNextOneIsAnswered() throws Exception {
    try (MqttEndpoint endpoint = serving(LIMITS)) {
      send("requests", "{'id':'bad','k':0}");
      send("requests", "{'id':'unknown','model':'books'}");
      send("requests", "nonsense");
      send("requests", "{'id':'a/../b'}");
      send("requests", "{'k':1}");
      send("events", "nonsense");
      send("requests", "{'id':'good','k':1}");

      List<JsonNode> got = List.of(next(), next(), next());
      assertThat(got)
          .extracting(answer -> answer.at("/id").asText())
          .containsExactlyInAnyOrder("bad", "unknown", "good");
      for (JsonNode answer : got) {
        String code = answer.at("/error/code").asText();
        switch (answer.at("/id").asText()) {
          case "bad" -> assertThat(code).isEqualTo("INVALID");
          case "unknown" -> assertThat(code).isEqualTo("UNKNOWN_MODEL");
          default -> assertThat(answer.at("/source").asText()).isEqualTo("POPULARITY");
        }
      }
      assertThat(endpoint.droppedEvents()).isZero();
    }
  }

  @Test
  void aTooLargeRequestIsRefusedByName() throws Exception {
    try (MqttEndpoint endpoint = serving(new Limits(1_000, 10, 10_000, 1))) {
      send("requests", "{'id':'big','exclude':['" + "x".repeat(2_000) + "']}");

      assertThat(answer("big").at("/error/code").asText()).isEqualTo("TOO_LARGE");
      assertThat(endpoint.droppedEvents()).isZero();
    }
  }

  @Test
  void whenTheQueueIsFullRequestsAreRefusedAndTheOthersAnswered() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Recommender slow =
        request -> {
          busy.countDown();
          try {
            assertThat(go.await(60, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return recommender.recommend(request);
        };
    desk.log().set(store);
    desk.recommenders().add("films", 1, slow);
    try (MqttEndpoint endpoint =
        new MqttEndpoint(gateway, TOPICS, desk, report, new Limits(1_000, 2, 10_000, 1), false)) {
      waitUntilSubscribed();
      send("requests", "{'id':'running','k':1}");
      assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
      for (String id : List.of("waiting-1", "waiting-2", "refused-1", "refused-2")) {
        send("requests", "{'id':'" + id + "','k':1}");
      }

      for (String id : List.of("refused-1", "refused-2")) {
        assertThat(answer(id).at("/error/code").asText()).isEqualTo("OVERLOADED");
      }
      go.countDown();
      for (String id : List.of("running", "waiting-1", "waiting-2")) {
        assertThat(answer(id).at("/items").size()).isEqualTo(1);
      }
      assertThat(endpoint.droppedEvents()).isZero();
    }
  }

  @Test
  void eventsWaitForABehaviourLogThatComesLate() throws Exception {
    Desk impatient = new Desk(Duration.ofMillis(10));
    try (MqttEndpoint endpoint =
        new MqttEndpoint(gateway, TOPICS, impatient, report, LIMITS, false)) {
      for (int i = 0; i < 20; i++) {
        send("events", "{'user':'u','item':'film-" + i + "','timeMillis':" + i + "}");
      }
      impatient.log().set(store);

      await().atMost(PATIENCE).until(() -> store.history("u", 100).size() == 20);
      assertThat(endpoint.droppedEvents()).isZero();
    }
  }

  @Test
  void eventsBeyondTheQueueAreCounted() throws Exception {
    Desk without = new Desk(Duration.ofMillis(10));
    try (MqttEndpoint endpoint =
        new MqttEndpoint(gateway, TOPICS, without, report, new Limits(1_000, 5, 5_000, 1), false)) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                send("events", "{'user':'u','item':'film-1'}");
                return endpoint.droppedEvents() > 0;
              });
    }
  }

  @Test
  void retainedRequestsAreIgnored() throws Exception {
    publish("requests", "{'id':'stale','k':1}", true);
    try (MqttEndpoint endpoint = serving(LIMITS)) {
      send("requests", "{'id':'fresh','k':1}");

      assertThat(next().at("/id").asText()).isEqualTo("fresh");
      assertThat(endpoint.droppedEvents()).isZero();
    } finally {
      client
          .publish(new Message(TOPICS.requests(), new byte[0], true))
          .toCompletableFuture()
          .get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void aClosedEndpointTakesNothingMore() throws Exception {
    MqttEndpoint endpoint = serving(LIMITS);
    send("requests", "{'id':'last','k':1}");
    assertThat(answer("last").at("/items").size()).isEqualTo(1);

    endpoint.close();
    // The broker takes one connection's packets in order: behind the probe, it has unsubscribed.
    waitUntilSubscribed();
    send("requests", "{'id':'late','k':1}");
    try (MqttEndpoint successor = serving(LIMITS)) {
      send("requests", "{'id':'next','k':1}");

      assertThat(next().at("/id").asText()).isEqualTo("next");
      assertThat(successor.droppedEvents()).isZero();
    }
  }

  private MqttEndpoint serving(Limits limits) throws Exception {
    return serving(limits, false);
  }

  private MqttEndpoint serving(Limits limits, boolean changes) throws Exception {
    desk.log().set(store);
    desk.recommenders().add("films", 1, recommender);
    MqttEndpoint endpoint = new MqttEndpoint(gateway, TOPICS, desk, report, limits, changes);
    waitUntilSubscribed();
    return endpoint;
  }

  /** One connection's packets are handled in order: once a probe comes back, so do requests. */
  private void waitUntilSubscribed() {
    CountDownLatch heard = new CountDownLatch(1);
    try (var probe = gateway.subscribe("test/probe", message -> heard.countDown())) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                client
                    .publish(new Message("test/probe", new byte[0], false))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
                return heard.await(100, TimeUnit.MILLISECONDS);
              });
      assertThat(probe).isNotNull();
    }
  }

  private void send(String topic, String json) throws Exception {
    publish(topic, json, false);
  }

  private void publish(String topic, String json, boolean retained) throws Exception {
    byte[] payload = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    client
        .publish(new Message("test/v1/gateways/g1/" + topic, payload, retained))
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private JsonNode answer(String id) throws Exception {
    while (true) {
      Message message = answers.poll(30, TimeUnit.SECONDS);
      assertThat(message).as("answer to " + id).isNotNull();
      if (message.topic().endsWith("/" + id)) {
        return json(message);
      }
      answers.add(message);
    }
  }

  private JsonNode next() throws Exception {
    Message message = answers.poll(30, TimeUnit.SECONDS);
    assertThat(message).as("an answer").isNotNull();
    assertThat(message.retained()).isFalse();
    return json(message);
  }

  private static JsonNode json(Message message) {
    try {
      return new ObjectMapper().readTree(message.payload());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
