package org.edgestill.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.behaviour.Behaviours;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.recommend.Recommendation;
import org.edgestill.api.recommend.RecommendationRequest;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.api.recommend.RecommendationResult.Source;
import org.edgestill.api.recommend.Recommender;
import org.edgestill.api.update.ModelUpdates;
import org.edgestill.api.update.UpdateState;
import org.edgestill.api.update.UpdateStatus.Refusal;
import org.edgestill.itests.world.Fault;
import org.edgestill.itests.world.World;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerSuite;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;

/**
 * The whole gateway in one Felix framework, with a real broker and a real publisher outside of it.
 * Each test publishes its own releases, so their order does not matter.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerSuite.class)
public class GatewayIT {
  private static final int K = 10;
  private static final int SWAPS = 100;

  /** Higher than the one at which bundles are installed: all are there before the first starts. */
  private static final int FIRST_LEVEL = 10;

  private static final int LAST_LEVEL = 20;

  @Inject BundleContext context;

  private Services<Recommender> recommender;
  private Services<ModelRegistry> registry;
  private Services<ModelUpdates> updates;
  private Services<BehaviourLog> behaviours;

  @Configuration
  public static Option[] gateway() throws Exception {
    World world = World.shared();
    try (Stream<Path> jars = Files.walk(Path.of("target/edgestill-gateway/bundles"));
        Stream<Path> console = Files.list(Path.of("target/web-console"))) {
      return CoreOptions.options(
          CoreOptions.junitBundles(),
          CoreOptions.frameworkStartLevel(LAST_LEVEL),
          CoreOptions.systemPackages("org.edgestill.itests.world"),
          CoreOptions.frameworkProperty("configurator.initial").value(configuration(world)),
          // as the start script does: a shell without a terminal would end the framework
          CoreOptions.frameworkProperty("gosh.args").value("--nointeractive"),
          CoreOptions.frameworkProperty("org.ops4j.pax.logging.DefaultServiceLog.level")
              .value("INFO"),
          CoreOptions.composite(
              jars.filter(file -> file.toString().endsWith(".jar"))
                  .sorted()
                  .map(jar -> CoreOptions.bundle(bundle(jar)).startLevel(level(jar)))
                  .toArray(Option[]::new)),
          // not part of the gateway, but some hosts have it
          CoreOptions.composite(
              console
                  .sorted()
                  .map(jar -> CoreOptions.bundle(jar.toUri().toString()).startLevel(LAST_LEVEL))
                  .toArray(Option[]::new)));
    }
  }

  /** The gateway has the native libraries of ONNX Runtime beside its bundles. */
  private static String bundle(Path jar) {
    boolean runtime = jar.getFileName().toString().contains("onnxruntime");
    return (runtime ? Path.of("target/dependency/onnxruntime.jar") : jar).toUri().toString();
  }

  /** As the gateway starts them: folder by folder, named "1-logging", "2-services" and so on. */
  private static int level(Path jar) {
    String folder = jar.getName(jar.getNameCount() - 2).toString();
    return FIRST_LEVEL + Integer.parseInt(folder.substring(0, folder.indexOf('-')));
  }

  /** For the Configurator; times are short, so that a test need not wait for a probation. */
  private static String configuration(World world) {
    return """
        {
          ":configurator:resource-version": 1,
          ":configurator:symbolic-name": "gateway-it",
          ":configurator:version": "1.0.0",
          "org.apache.felix.http": {
            "org.apache.felix.http.host": "127.0.0.1", "org.osgi.service.http.port": %4$d
          },
          "org.edgestill.operations.timeline": {"file": "%1$s/timeline.jsonl"},
          "org.edgestill.gateway.http": {"tokenFile": "%1$s/http.token"},
          "org.edgestill.gateway.mqtt~upstream": {
            "broker.target": "(broker.name=upstream)", "changes": true
          },
          "org.edgestill.features": {"directory": "%1$s/behaviours"},
          "org.edgestill.inference~films": {"model.name": "films", "directory": "%1$s/models"},
          "org.edgestill.mqtt~upstream": {
            "broker.name": "upstream", "uri": "%2$s", "clientId": "gateway",
            "reconnectMinMillis": 50, "reconnectMaxMillis": 500
          },
          "org.edgestill.updates~films": {
            "model.name": "films", "channel": "films", "gateway.id": "gateway",
            "root.file": "%3$s", "directory": "%1$s/updates", "models.directory": "%1$s/models",
            "probationSeconds": 0,
            "chunkDeadlineSeconds": 1, "retryMinSeconds": 1
          }
        }
        """
        .formatted(world.folder(), world.brokerUri(), world.rootFile(), world.httpPort());
  }

  @Before
  public void findServices() {
    recommender = Services.of(context, Recommender.class);
    registry = Services.of(context, ModelRegistry.class);
    updates = Services.of(context, ModelUpdates.class);
    behaviours = Services.of(context, BehaviourLog.class);
  }

  @After
  public void releaseServices() {
    recommender.close();
    registry.close();
    updates.close();
    behaviours.close();
  }

  @Test
  public void theBundlesOfTheFeatureInstallAndStart() {
    List<String> notActive =
        Stream.of(context.getBundles())
            .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
            .map(bundle -> bundle.getSymbolicName() + " " + bundle.getState())
            .toList();

    assertEquals(List.of(), notActive);
  }

  @Test
  public void aPushedModelBecomesActiveAndAnswers() throws Exception {
    String digest = World.shared().publish();
    awaitCommitted(digest);
    behaviours.get().append(BehaviourEvent.of("ann", World.item(3), Behaviours.VIEW, 1_000));
    behaviours.get().append(BehaviourEvent.of("ann", World.item(7), Behaviours.CART, 2_000));

    RecommendationResult answer = recommender.get().recommend(RecommendationRequest.of("ann", K));

    assertEquals(Source.STUDENT, answer.source());
    assertEquals(digest, digestOf(answer));
    List<String> items = answer.items().stream().map(Recommendation::item).toList();
    assertEquals(K, items.stream().distinct().count());
    assertFalse(items.contains(World.item(3)) || items.contains(World.item(7)));
  }

  @Test
  public void aHundredSwapsUnderLoadLoseNoRequestAndMixNoAnswer() throws Exception {
    String first = World.shared().publish();
    awaitCommitted(first);
    String second = World.shared().publish();
    awaitCommitted(second);
    try (Load load =
        Load.expecting(
            recommender.gate(), Map.of(first, answerOf(first), second, answerOf(second)))) {
      for (int swap = 0; swap < SWAPS; swap++) {
        registry.get().activate(swap % 2 == 0 ? first : second);
        load.awaitProgress();
      }
      Load.Outcome outcome = load.stop();

      assertEquals(List.of(), outcome.failures());
      assertTrue("requests: " + outcome.requests(), outcome.requests() >= SWAPS);
    }
  }

  @Test
  public void inferenceIsReplacedWithoutLosingARequest() throws Exception {
    replaceUnderLoad("org.edgestill.inference");
  }

  @Test
  public void featureExtractionIsReplacedWithoutLosingARequest() throws Exception {
    replaceUnderLoad("org.edgestill.features");
  }

  @Test
  public void modelUpdatesIsReplacedWithoutLosingARequestAndStillUpdates() throws Exception {
    replaceUnderLoad("org.edgestill.updates");

    awaitCommitted(World.shared().publish());
  }

  @Test
  public void everyComponentIsReconfiguredWithoutLosingARequest() throws Exception {
    String digest = World.shared().publish();
    awaitCommitted(digest);
    try (Load load = Load.expecting(recommender.gate(), Map.of(digest, answerOf(digest)));
        Load visitors = Load.over(address("/edgestill/api/status"))) {
      load.awaitProgress();
      for (Map.Entry<String, Map<String, Object>> change :
          Map.<String, Map<String, Object>>of(
                  "org.edgestill.features", Map.of("eventsPerUser", 150),
                  "org.edgestill.inference~films", Map.of("historyLimit", 150),
                  "org.edgestill.mqtt~upstream", Map.of("keepAliveSeconds", 20),
                  "org.edgestill.updates~films", Map.of("window", 8),
                  "org.edgestill.gateway.http", Map.of("maxRequests", 16),
                  "org.edgestill.gateway.mqtt~upstream", Map.of("maxBytes", 200_000),
                  "org.edgestill.operations.timeline", Map.of("entries", 400))
              .entrySet()) {
        reconfigure(change.getKey(), change.getValue());
        load.awaitProgress();
        visitors.awaitProgress();
      }

      assertNoFailures(load.stop());
      assertNoFailures(visitors.stop());
    }
    reconfigure("org.edgestill.gateway.http", Map.of("alwaysToken", true));
    awaitStatus(401, "/api/status");
    reconfigure("org.edgestill.gateway.http", Map.of("alwaysToken", false));
    awaitStatus(200, "/api/status");
    // and all of it still works together
    awaitCommitted(World.shared().publish());
    assertTrue(shell("edgestill:config").contains("150"));
  }

  private static void assertNoFailures(Load.Outcome outcome) {
    assertEquals(List.of(), outcome.failures());
    assertTrue("requests: " + outcome.requests(), outcome.requests() > 0);
  }

  private static void awaitStatus(int status, String path) throws Exception {
    Await.until(
        "status " + status + " of " + path,
        () -> "",
        () -> http("GET", path, "none").statusCode() == status);
  }

  private void reconfigure(String pid, Map<String, Object> attributes) throws Exception {
    try (Services<ConfigurationAdmin> admin = Services.of(context, ConfigurationAdmin.class)) {
      int factory = pid.indexOf('~');
      org.osgi.service.cm.Configuration configuration =
          factory < 0
              ? admin.get().getConfiguration(pid, "?")
              : admin
                  .get()
                  .getFactoryConfiguration(
                      pid.substring(0, factory), pid.substring(factory + 1), "?");
      Map<String, Object> properties =
          new TreeMap<>(FrameworkUtil.asMap(configuration.getProperties()));
      properties.putAll(attributes);
      configuration.update(FrameworkUtil.asDictionary(properties));
    }
  }

  @Test
  public void aFlippedBitIsRefused() throws Exception {
    assertRefused(Fault.FLIPPED_BIT, "HASH_MISMATCH");
  }

  @Test
  public void anUnknownKeyIsRefused() throws Exception {
    assertRefused(Fault.UNKNOWN_KEY, "SIGNATURE_INVALID");
  }

  @Test
  public void anOlderVersionIsRefused() throws Exception {
    awaitCommitted(World.shared().publish());
    assertRefused(Fault.OLDER_VERSION, "ROLLBACK_ATTACK");
  }

  @Test
  public void aModelForAnotherFeatureSchemaIsRefused() throws Exception {
    assertRefused(Fault.OTHER_FEATURE_SCHEMA, "INCOMPATIBLE");
  }

  @Test
  public void anUnknownManifestSchemaIsRefused() throws Exception {
    assertRefused(Fault.UNKNOWN_MANIFEST_SCHEMA, "MALFORMED");
  }

  @Test
  public void aBrokerThatForgetsEverythingInMidFetchIsOutlived() throws Exception {
    String digest = World.shared().publishWithoutLastChunk();
    Await.until(
        "the gateway fetches",
        () -> updates.get().status(),
        () ->
            updates.get().status().state() == UpdateState.FETCHING
                && updates.get().status().bytesDone() > 0);

    World.shared().restartBroker();
    World.shared().publishAgain();

    awaitCommitted(digest);
  }

  @Test
  public void theShellShowsWhatServesAndChangesIt() throws Exception {
    String first = World.shared().publish();
    awaitCommitted(first);
    String second = World.shared().publish();
    awaitCommitted(second);
    behaviours.get().append(BehaviourEvent.of("eve", World.item(5), Behaviours.CART, 1_000));

    assertTrue(shell("edgestill:status").contains("films"));
    assertTrue(shell("edgestill:models").contains(second.substring(0, 12)));
    assertTrue(shell("edgestill:events eve").contains(World.item(5)));
    assertTrue(shell("edgestill:recommend eve 3").contains("student"));
    assertTrue(
        shell("edgestill:recommend eve 3 [only='none|other' explain=true]").contains("because of"));
    assertTrue(shell("edgestill:recommend films eve 3 [explain=true]").contains("Item 5 100%"));
    assertTrue(shell("edgestill:rollback").contains(first.substring(0, 8)));
    assertEquals(first, digestOf(Load.ask(recommender.gate())));
    Exception refused =
        assertThrows(Exception.class, () -> shell("edgestill:activate films no-such-release"));
    assertTrue(refused.toString(), refused.toString().contains("installed are"));
    assertEquals(first, digestOf(Load.ask(recommender.gate())));
    assertTrue(shell("edgestill:activate " + second.substring(0, 12)).contains("in service"));
    assertEquals(second, digestOf(Load.ask(recommender.gate())));
    assertTrue(shell("edgestill:forget eve").contains("erased"));
    assertEquals(List.of(), behaviours.get().history("eve", 10));
    assertTrue(shell("edgestill:config").contains("org.edgestill.updates~films"));
  }

  @Test
  public void overHttpAReleaseIsPutInServiceWithTheTokenOnly() throws Exception {
    String first = World.shared().publish();
    awaitCommitted(first);
    awaitCommitted(World.shared().publish());
    String token = Files.readString(World.shared().folder().resolve("http.token")).strip();

    assertEquals(401, http("POST", "/api/models/" + first + "/activate", "none").statusCode());
    HttpResponse<String> done = http("POST", "/api/models/" + first + "/activate", token);
    assertEquals(200, done.statusCode());
    assertTrue(done.body().contains(first));
    assertEquals(first, digestOf(Load.ask(recommender.gate())));
    assertEquals(404, http("POST", "/api/models/no-such-release/activate", token).statusCode());
    assertEquals(200, http("GET", "/openapi.json", "none").statusCode());
    assertTrue(http("GET", "/api/models", "none").body().contains("feedback"));
  }

  @Test
  public void overMqttRequestsAreAnsweredAndReleasesChanged() throws Exception {
    String first = World.shared().publish();
    awaitCommitted(first);
    awaitCommitted(World.shared().publish());

    String answer =
        World.shared()
            .request(
                "requests",
                "{\"id\":\"r1\",\"requests\":[{\"k\":1,\"explain\":true,\"events\":[{\"item\":\""
                    + World.item(3)
                    + "\"}]}]}",
                "recommendations/r1");
    assertTrue(answer, answer.contains("LEAVE_ONE_ITEM_OUT"));
    String changed =
        World.shared()
            .request(
                "requests/activate", "{\"id\":\"a1\",\"release\":\"" + first + "\"}", "answers/a1");
    assertTrue(changed, changed.contains(first));
    assertEquals(first, digestOf(Load.ask(recommender.gate())));
    assertTrue(
        World.shared().request("requests/status", "{\"id\":\"s1\"}", "answers/s1").contains(first));
  }

  @Test
  public void healthChecksSeeModelsUpdatesBrokersAndBehaviour() throws Exception {
    awaitCommitted(World.shared().publish());
    try (Services<HealthCheckExecutor> executor = Services.of(context, HealthCheckExecutor.class)) {
      Map<String, Result.Status> found = new TreeMap<>();
      for (HealthCheckExecutionResult each :
          executor.get().execute(HealthCheckSelector.tags("edgestill"))) {
        found.put(each.getHealthCheckMetadata().getName(), each.getHealthCheckResult().getStatus());
      }

      assertEquals(Result.Status.OK, found.get("Edgestill models"));
      assertEquals(Result.Status.OK, found.get("Edgestill brokers"));
      assertEquals(Result.Status.OK, found.get("Edgestill behaviour"));
      // other tests have had releases refused, which is worth a warning for a day
      assertNotEquals(Result.Status.CRITICAL, found.get("Edgestill updates"));
      assertEquals(4, found.size());
    }
  }

  @Test
  public void metricsFollowTheModelInService() throws Exception {
    String first = World.shared().publish();
    awaitCommitted(first);
    long release = registry.get().active().orElseThrow().id().release();
    String swaps = "edgestill_model_swaps_total{model=\"films\",rolled_back=\"false\"}";

    double before = metric(swaps);
    awaitCommitted(World.shared().publish());

    assertEquals(before + 1, metric(swaps), 0);
    assertEquals(release + 1.0, metric("edgestill_model_release{model=\"films\"}"), 0);
    assertEquals(1, metric("edgestill_broker_connected{broker=\"upstream\"}"), 0);
    assertTrue(metric("process_resident_memory_bytes") > 1_000_000);
    assertTrue(metric("edgestill_native_memory_bytes{bound=\"high\"}") > 1_000_000);
    assertTrue(metric("edgestill_update_chunks_total{as_declared=\"true\",model=\"films\"}") > 2);
    assertTrue(metric("edgestill_update_received_bytes_total{model=\"films\"}") > 50_000);
    assertTrue(metric("edgestill_models_bytes{model=\"films\"}") > 50_000);
    assertTrue(metric("edgestill_behaviour_bytes") > 1_000);

    recommender.gate().call(r -> r.recommend(RecommendationRequest.of("", K)));

    String of = "{model=\"films\",release=\"" + (release + 1) + "\"";
    assertEquals(1, metric("edgestill_requests_total" + of + "}"), 0);
    assertEquals(1, metric("edgestill_request_fallbacks_total" + of + "}"), 0);
    assertEquals(1, metric("edgestill_request_duration_seconds_bucket" + of + ",le=\"+Inf\"}"), 0);
    assertTrue(metric("edgestill_request_duration_seconds_sum" + of + "}") > 0);
  }

  @Test
  public void eventAdminHearsOfEveryStateAndSwap_andTheTimelineRemembersThem() throws Exception {
    awaitCommitted(World.shared().publish());
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    ServiceRegistration<EventHandler> handler =
        context.registerService(
            EventHandler.class,
            event ->
                heard.add(
                    event.getTopic()
                        + " "
                        + event.getProperty("model.name")
                        + " "
                        + event.getProperty("model.release")),
            FrameworkUtil.asDictionary(Map.of(EventConstants.EVENT_TOPIC, "org/edgestill/*")));
    try {
      awaitCommitted(World.shared().publish());
      long release = registry.get().active().orElseThrow().id().release();
      registry.get().rollBack();
      List<String> expected =
          List.of(
              "update/DISCOVERED films " + release,
              "update/FETCHING films " + release,
              "update/VERIFIED films " + release,
              "model/INSTALLED films " + release,
              "update/STAGED films " + release,
              "update/PROBED films " + release,
              "update/PROBATION films " + release,
              "model/RETIRED films " + (release - 1),
              "model/ACTIVATED films " + release,
              "update/COMMITTED films " + release,
              "model/ROLLED_BACK films " + release,
              "model/ACTIVATED films " + (release - 1));

      Await.until("all events are heard", () -> heard, () -> heard.size() >= expected.size());

      assertEquals(
          expected.stream().map(each -> "org/edgestill/" + each).toList(), List.copyOf(heard));
      String timeline = shell("edgestill:timeline 12");
      assertTrue(timeline, timeline.contains("ROLLED_BACK") && timeline.contains("PROBATION"));
      assertTrue(http("/edgestill/api/timeline").contains("\"what\":\"ROLLED_BACK\""));
    } finally {
      handler.unregister();
    }
    // what was rolled back by hand stays installed, and is put in service again for the others
    registry.get().activate(registry.get().installed().get(0).id().digest());
  }

  @Test
  public void theWebConsoleLeadsToTheDashboard() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(address("/system/console/edgestill"))
            .header(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString("admin:admin".getBytes(UTF_8)))
            .build();
    HttpClient client = HttpClient.newHttpClient();
    Await.until(
        "the console has its menu entry",
        () -> "",
        () -> {
          String page = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
          return page.contains("href=\"/edgestill\"") && page.contains("Web Console");
        });
    assertTrue(http("/edgestill").contains("<title>"));
  }

  private static String http(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address(path)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static URI address(String path) throws Exception {
    return URI.create("http://127.0.0.1:" + World.shared().httpPort() + path);
  }

  private String shell(String command) throws Exception {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    try (Services<CommandProcessor> processor = Services.of(context, CommandProcessor.class);
        CommandSession session =
            processor
                .get()
                .createSession(
                    InputStream.nullInputStream(), shown, OutputStream.nullOutputStream())) {
      session.execute(command);
    }
    return shown.toString(UTF_8);
  }

  private static HttpResponse<String> http(String method, String path, String token)
      throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address("/edgestill" + path))
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static double metric(String sample) throws Exception {
    String body = http("/metrics");
    return body.lines()
        .filter(line -> line.startsWith(sample + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + sample + " in\n" + body));
  }

  /** Installs a copy with a higher version beside the running bundle, then removes the old one. */
  private void replaceUnderLoad(String symbolicName) throws Exception {
    String digest = World.shared().publish();
    awaitCommitted(digest);
    try (Load load = Load.expecting(recommender.gate(), Map.of(digest, answerOf(digest)))) {
      load.awaitProgress();
      Bundle old = newest(symbolicName);
      Bundle successor = context.installBundle(NewerVersion.of(old.getLocation()));
      successor.start();
      load.awaitProgress();
      old.stop();
      load.awaitProgress();
      old.uninstall();
      load.awaitProgress();
      Load.Outcome outcome = load.stop();

      assertNotEquals(old.getVersion(), successor.getVersion());
      assertEquals(Bundle.ACTIVE, successor.getState());
      assertEquals(List.of(), outcome.failures());
      assertTrue("requests: " + outcome.requests(), outcome.requests() > 0);
    }
  }

  private Bundle newest(String symbolicName) {
    return Stream.of(context.getBundles())
        .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
        .max((a, b) -> a.getVersion().compareTo(b.getVersion()))
        .orElseThrow();
  }

  /** What one release answers to the user of the load, asked while nothing changes. */
  private List<String> answerOf(String digest) throws Exception {
    registry.get().activate(digest);
    return Load.ask(recommender.gate()).items().stream().map(Recommendation::item).toList();
  }

  private static String digestOf(RecommendationResult answer) {
    return Objects.requireNonNull(answer.model(), "no model answered").digest();
  }

  private void awaitCommitted(String digest) throws Exception {
    Await.until(
        "release " + digest + " serves",
        () -> registry.get().active() + ", " + updates.get().status(),
        () ->
            registry.get().active().map(model -> model.id().digest().equals(digest)).orElse(false)
                && updates.get().status().state() == UpdateState.COMMITTED);
  }

  private void assertRefused(Fault fault, String code) throws Exception {
    String good = World.shared().publish();
    awaitCommitted(good);
    Refusal before = updates.get().status().lastRefusal();

    World.shared().publish(fault);

    Await.until(
        fault + " is refused as " + code,
        () -> updates.get().status(),
        () -> {
          Refusal refusal = updates.get().status().lastRefusal();
          return refusal != null && !refusal.equals(before) && refusal.code().name().equals(code);
        });
    assertEquals(good, registry.get().active().orElseThrow().id().digest());
    assertEquals(good, digestOf(Load.ask(recommender.gate())));

    awaitCommitted(World.shared().publish());
  }
}
