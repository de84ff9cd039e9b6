package org.edgestill.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.edgestill.api.carrier.Message;
import org.edgestill.api.model.ModelId;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.Sequence;
import org.edgestill.distiller.publish.PublishSettings;
import org.edgestill.distiller.publish.Publishing;
import org.edgestill.distiller.publish.SigningRepository;
import org.edgestill.distiller.run.Student;
import org.edgestill.model.ModelPackage;
import org.edgestill.mqtt.client.MqttCarrier;
import org.edgestill.mqtt.client.MqttSettings;
import org.edgestill.testbed.EmbeddedBroker;
import org.edgestill.testbed.GatewayProcess;
import org.edgestill.updates.publisher.Topics;
import org.jspecify.annotations.Nullable;

/** The online half of the story: a broker, a publisher, a gateway, its clients and an attacker. */
final class Fleet implements AutoCloseable {
  private static final String GATEWAY = "gateway-1";
  private static final String KEYS = "keys";
  private static final String CHANNEL = "stable";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CLIENTS = 4;
  private static final int K = 5;
  private static final int EVENTS_SHOWN = 5;

  private final Story story;
  private final Distillation distillation;
  private final Path home;
  private final Path folder;
  private final int userIndex;
  private final EmbeddedBroker broker;
  private final List<Long> accepted = new ArrayList<>();
  private final List<Summary.Refused> refused = new ArrayList<>();
  private @Nullable MqttCarrier carrier;
  private @Nullable GatewayProcess gateway;
  private Summary.@Nullable Gateway measured;

  Fleet(Story story, Distillation distillation, Path home, Path output, int userIndex)
      throws IOException {
    this.story = story;
    this.distillation = distillation;
    this.home = home;
    this.userIndex = userIndex;
    this.folder = Files.createTempDirectory(Files.createDirectories(output), "fleet-");
    this.broker = new EmbeddedBroker(folder.resolve("broker"));
  }

  /** Lives through everything up to the refusals. */
  void run() throws Exception {
    story.chapter("Package and sign: each student becomes a release");
    Path root = SigningRepository.create(folder.resolve(KEYS), Clock.systemUTC());
    story.say("   signing keys made; gateways are provisioned with %s only", root.getFileName());
    ModelPackage first = distillation.release(Student.ALONE, 1);
    ModelPackage second = distillation.release(Student.DISTILLED, 2);
    describe(first, "the student without a teacher");
    describe(second, "the distilled student");

    story.chapter("Start a broker here, and the assembled gateway as a process of its own");
    broker.start();
    MqttCarrier publisher = new MqttCarrier(MqttSettings.of(broker.uri(), "publisher"));
    carrier = publisher;
    awaitConnected(publisher);
    GatewayProcess running = startGateway(root);
    gateway = running;
    JsonNode up = running.awaitStatus("both brokers connected", PATIENCE, Fleet::connected);
    long startMillis = running.upMillis();
    story.say("   HiveMQ Community Edition on %s", broker.uri());
    story.say("   Apache Felix gateway on %s, ready after %,d ms", running.uri(), startMillis);
    story.say("   it serves %s", inService(up));
    story.say("   watch it in a browser: %s", running.uri().resolve("/edgestill"));

    story.chapter("Push release 1 over MQTT");
    push(publisher, first, running);

    story.chapter("A user's evening, and what the gateway recommends");
    GatewayClient client = new GatewayClient(running.uri());
    String user = evening(client);
    Map<String, Object> request = Map.of("user", user, "k", K);
    show("over HTTP", client.post("/recommendations", request));
    show("over MQTT", askOverMqtt(publisher, user));

    story.chapter("Push release 2 while " + CLIENTS + " clients keep asking");
    List<String> before = GatewayClient.items(client.post("/recommendations", request));
    try (Traffic traffic = new Traffic(client, request, CLIENTS)) {
      traffic.awaitRequests(200);
      push(publisher, second, running);
      traffic.awaitRequests(200);
      List<String> after = GatewayClient.items(client.post("/recommendations", request));

      story.chapter("Push a tampered release 3, twice; the clients keep asking");
      Attacks attacks = new Attacks(publisher, folder, CHANNEL);
      story.say(
          "   an attacker on the broker flips one bit of the student, and signs that himself");
      attacks.signWithOwnKeys(
          distillation.changed(distillation.release(Student.DISTILLED, 3)),
          broker.uri().toString());
      awaitRefusal(running, 3);
      story.say(
          "   then he waits for a release 4 that is really signed, and changes one chunk of it");
      attacks.changeChunk(
          distillation.changed(distillation.release(Student.DISTILLED, 4)),
          SigningRepository.open(folder.resolve(KEYS), Clock.systemUTC()));
      awaitRefusal(running, 4);
      traffic.awaitRequests(200);
      Traffic.Seen seen = traffic.stop(Map.of(1L, before, 2L, after));
      show("still from release 2", client.post("/recommendations", request));
      measured =
          new Summary.Gateway(
              startMillis,
              seen.requests(),
              seen.failedRequests(),
              accepted.size() - 1L,
              seen.mixedAnswers(),
              seen.p50Micros(),
              seen.p99Micros(),
              running.residentMiB());
      story.say(
          "   %,d requests, %d failed, %d mixed; HTTP round trip p50 %,.0f us, p99 %,.0f us",
          seen.requests(),
          seen.failedRequests(),
          seen.mixedAnswers(),
          seen.p50Micros(),
          seen.p99Micros());
    }
  }

  Summary.Gateway measured() {
    if (measured == null) {
      throw new IllegalStateException("run() comes first");
    }
    return measured;
  }

  Summary.Updates updates() {
    return new Summary.Updates(List.copyOf(accepted), List.copyOf(refused));
  }

  /** Leaves everything running until the process is interrupted. */
  void stayUp() throws InterruptedException {
    if (gateway != null) {
      story.say("The gateway stays up: %s", gateway.uri().resolve("/edgestill"));
      story.say("The token for changes is in %s", folder.resolve("gateway/http.token"));
      story.say("Ctrl-C ends it.");
      new CountDownLatch(1).await();
    }
  }

  @Override
  public void close() throws IOException {
    try (EmbeddedBroker closing = broker) {
      if (gateway != null) {
        stop(gateway);
      }
      if (carrier != null) {
        carrier.close();
      }
      closing.stop();
    }
  }

  private static void stop(GatewayProcess running) throws IOException {
    try {
      running.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running.kill();
    }
  }

  private void describe(ModelPackage release, String what) {
    story.say(
        "   %s: %s, %,d bytes, NDCG@10 %.4f",
        release.id(),
        what,
        release.manifest().totalLength(),
        release.manifest().quality().getOrDefault("ndcg@10", 0.0));
  }

  private GatewayProcess startGateway(Path root) throws IOException {
    return GatewayProcess.start(
        home,
        folder.resolve("gateway"),
        Map.of(
            "EDGESTILL_GATEWAY",
            GATEWAY,
            "EDGESTILL_MODEL",
            distillation.model(),
            "EDGESTILL_CHANNEL",
            CHANNEL,
            "EDGESTILL_ROOT",
            root.toAbsolutePath().toString(),
            "EDGESTILL_UPSTREAM",
            broker.uri().toString(),
            "EDGESTILL_LOCAL",
            broker.uri().toString(),
            "EDGESTILL_PROBATION_SECONDS",
            "2",
            "EDGESTILL_RETRY_SECONDS",
            "2"));
  }

  /** Publishes as somebody with a folder of signing keys. */
  static Publishing publishing(String keys, String channel, String broker, Path folder) {
    return new Publishing(
        new PublishSettings(
            keys,
            channel,
            broker,
            null,
            null,
            null,
            Topics.DEFAULT_PREFIX,
            "publisher",
            100,
            List.of()),
        folder,
        Clock.systemUTC());
  }

  private void push(MqttCarrier publisher, ModelPackage release, GatewayProcess running)
      throws Exception {
    long start = System.nanoTime();
    Publishing.Published published =
        publishing(KEYS, CHANNEL, broker.uri().toString(), folder)
            .publish(publisher, release, bytes -> {});
    running.awaitStatus(
        "release " + release.id().release() + " serves", PATIENCE, serves(published.model()));
    double seconds = (System.nanoTime() - start) / 1e9;
    story.say(
        "   %,d bytes published; verified, probed and in service after %.1f s",
        published.bytes(), seconds);
    running.awaitStatus("release is committed", PATIENCE, Fleet::committed);
    accepted.add(release.id().release());
    story.say("   probation passed: release %d is committed", release.id().release());
  }

  private void awaitRefusal(GatewayProcess running, long version) throws Exception {
    int known = refused.size();
    String last = known == 0 ? "" : refused.get(known - 1).code();
    JsonNode status =
        running.awaitStatus(
            "the attack is refused",
            PATIENCE,
            s -> {
              String code = refusal(s).path("code").asText("");
              return !code.isEmpty() && !code.equals(last);
            });
    String code = refusal(status).path("code").asText();
    refused.add(new Summary.Refused(version, code));
    story.say("   refused, %s: %s", code, refusal(status).path("message").asText());
    story.say("   in service: release %d", active(status).path("release").asLong());
  }

  /** Replays the newest events of a real user and returns the user's name. */
  private String evening(GatewayClient client) throws Exception {
    Dataset data = distillation.data();
    String name = "user-" + (userIndex + 1);
    Sequence events = data.train(userIndex);
    int from = Math.max(0, events.length() - 20);
    List<Map<String, Object>> documents = new ArrayList<>();
    for (int t = from; t < events.length(); t++) {
      Map<String, Object> event = new LinkedHashMap<>();
      event.put("user", name);
      event.put("item", data.items().get(events.items()[t]).id());
      event.put("behaviour", data.schema().behaviours().get(events.behaviours()[t] - 1));
      event.put("timeMillis", events.timesMillis()[t]);
      documents.add(event);
    }
    JsonNode stored = client.post("/events", documents);
    story.say(
        "   %d events sent over HTTP and stored on the gateway; the last:",
        stored.path("stored").asInt());
    for (int t = Math.max(from, events.length() - EVENTS_SHOWN); t < events.length(); t++) {
      story.say(
          "      %-10s %s",
          data.schema().behaviours().get(events.behaviours()[t] - 1),
          data.items().get(events.items()[t]).title());
    }
    return name;
  }

  private JsonNode askOverMqtt(MqttCarrier publisher, String user) throws Exception {
    String topics = Topics.DEFAULT_PREFIX + "/gateways/" + GATEWAY;
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    var subscription =
        publisher.subscribe(
            topics + "/recommendations/demo", message -> answer.complete(message.payload()));
    try {
      String question = "{\"id\": \"demo\", \"user\": \"" + user + "\", \"k\": " + K + "}";
      publisher
          .publish(
              new Message(topics + "/requests", question.getBytes(StandardCharsets.UTF_8), false))
          .toCompletableFuture()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return GatewayClient.JSON.readTree(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    } finally {
      subscription.close();
    }
  }

  private void show(String how, JsonNode answer) {
    story.say(
        "   %s, by the %s of release %d in %d us:",
        how,
        answer.path("source").asText().toLowerCase(Locale.ROOT),
        answer.path("model").path("release").asLong(),
        answer.path("latencyMicros").asLong());
    int rank = 1;
    for (JsonNode item : answer.path("items")) {
      story.say("      %d. %s", rank++, item.path("title").asText());
    }
  }

  private static void awaitConnected(MqttCarrier carrier) throws Exception {
    CountDownLatch connected = new CountDownLatch(1);
    var subscription =
        carrier.onConnection(
            up -> {
              if (up) {
                connected.countDown();
              }
            });
    try {
      if (!connected.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("no connection to the broker");
      }
    } finally {
      subscription.close();
    }
  }

  private static boolean connected(JsonNode status) {
    int connected = 0;
    for (JsonNode each : status.path("brokers")) {
      connected += each.path("connected").asBoolean() ? 1 : 0;
    }
    return connected == 2 && !status.path("updates").isEmpty();
  }

  private static Predicate<JsonNode> serves(ModelId model) {
    return status -> active(status).path("digest").asText().equals(model.digest());
  }

  private static boolean committed(JsonNode status) {
    return status.path("updates").path(0).path("state").asText().equals("COMMITTED");
  }

  private static String inService(JsonNode status) {
    JsonNode active = active(status);
    return active.isObject() ? "release " + active.path("release").asLong() : "no model yet";
  }

  private static JsonNode active(JsonNode status) {
    return status.path("models").path(0).path("active");
  }

  private static JsonNode refusal(JsonNode status) {
    return status.path("updates").path(0).path("lastRefusal");
  }
}
