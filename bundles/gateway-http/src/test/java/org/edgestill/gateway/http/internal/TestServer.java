package org.edgestill.gateway.http.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.timeline.TimelineEntry;
import org.edgestill.api.timeline.TimelineEntry.What;
import org.edgestill.api.update.UpdateState;
import org.edgestill.features.internal.BehaviourStore;
import org.edgestill.features.internal.StoreSettings;
import org.edgestill.gateway.core.Desk;
import org.edgestill.gateway.core.StatusReport;
import org.edgestill.testbed.SequelRecommender;
import org.edgestill.testbed.SequelRegistry;

/** The endpoint in a real servlet container, on a real behaviour store, with three releases. */
final class TestServer implements AutoCloseable {

  static final int MAX_BYTES = 256 * 1024;

  private static final List<TimelineEntry> HISTORY =
      List.of(
          new TimelineEntry(
              Instant.EPOCH,
              "films",
              4,
              What.REFUSED,
              null,
              RefusalCode.SIGNATURE_INVALID,
              "no signature counts"),
          new TimelineEntry(
              Instant.EPOCH, "films", 3, What.UPDATE, UpdateState.COMMITTED, null, ""));

  final BehaviourStore store;
  final SequelRegistry registry = new SequelRegistry("films", 3);
  final HttpApi api;
  final String token;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Server server;

  private TestServer(BehaviourStore store, Path directory) throws Exception {
    this.store = store;
    Desk desk = new Desk(Duration.ofSeconds(5));
    desk.log().set(store);
    desk.recommenders().add("films", 1, new SequelRecommender(store, "films", 100));
    StatusReport report = new StatusReport(desk.log());
    report.registries().add("films", registry);
    report.timelines().add("timeline", limit -> HISTORY.subList(0, Math.min(limit, 2)));
    Path file = directory.resolve("token");
    api =
        new HttpApi(
            new AccessRule(true, false, false, Token.of(file)),
            new HttpLimits(MAX_BYTES, 8, 10_000, 0, 0),
            desk,
            report);
    token = Files.readString(file).strip();
    server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    ServletContextHandler context = new ServletContextHandler();
    ServletHolder holder = new ServletHolder(new ApiServlet(api));
    context.addServlet(holder, HttpEndpointComponent.API);
    context.addServlet(holder, HttpEndpointComponent.DESCRIPTION);
    server.setHandler(context);
    server.start();
  }

  static TestServer start(Path directory) throws Exception {
    CompletableFuture<BehaviourLog> opened = new CompletableFuture<>();
    BehaviourStore store =
        BehaviourStore.open(new StoreSettings(directory, 200, 100), opened::complete);
    opened.get(30, TimeUnit.SECONDS);
    return new TestServer(store, directory);
  }

  /** For more connectors. */
  Server server() {
    return server;
  }

  URI uri(String path) {
    int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    return URI.create("http://127.0.0.1:" + port + "/edgestill" + path);
  }

  /** With JSON content, without a token. */
  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return send("POST", path, BodyPublishers.ofString(json));
  }

  HttpResponse<String> send(String method, String path, BodyPublisher body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri("/api" + path))
            .timeout(Duration.ofSeconds(30))
            .setHeader("Content-Type", "application/json")
            .method(method, body);
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    store.close();
  }
}
