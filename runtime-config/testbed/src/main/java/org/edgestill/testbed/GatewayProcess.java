package org.edgestill.testbed;

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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * An assembled gateway as a process of its own: start it, ask it over HTTP, stop it or kill it.
 *
 * <p>Its output goes to {@code gateway.out} in its data folder.
 */
public final class GatewayProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofMillis(20);

  private final Path data;
  private final int httpPort;
  private final Process process;
  private final long startedNanos = System.nanoTime();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private GatewayProcess(Path data, int httpPort, Process process) {
    this.data = data;
    this.httpPort = httpPort;
    this.process = process;
  }

  /**
   * Starts a gateway.
   *
   * @param home the unpacked {@code edgestill-gateway} folder
   * @param data its data folder; what a killed predecessor left there is found again
   * @param environment the variables that {@code conf/gateway.json} reads; the HTTP port is chosen
   *     here
   */
  public static GatewayProcess start(Path home, Path data, Map<String, String> environment)
      throws IOException {
    int port = FreePort.find();
    ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/edgestill-gateway").toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    builder.environment().put("EDGESTILL_HTTP_PORT", Integer.toString(port));
    return start(builder, data, port);
  }

  /**
   * Starts a gateway on whatever host, by a command that must stay the process of the gateway.
   *
   * @param command starts the host; {@code EDGESTILL_DATA} and the output are added to it
   * @param data the gateway's data folder
   * @param httpPort where its HTTP service will listen
   */
  public static GatewayProcess start(ProcessBuilder command, Path data, int httpPort)
      throws IOException {
    Files.createDirectories(data);
    command
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(data.resolve("gateway.out").toFile()));
    command.environment().putIfAbsent("EDGESTILL_DATA", data.toAbsolutePath().toString());
    return new GatewayProcess(data, httpPort, command.start());
  }

  /** The address of the HTTP endpoint. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + httpPort + "/edgestill/api");
  }

  /** What the gateway has printed so far. */
  public String output() throws IOException {
    return Files.readString(data.resolve("gateway.out"));
  }

  /** Milliseconds since the process was started. */
  public long upMillis() {
    return Duration.ofNanos(System.nanoTime() - startedNanos).toMillis();
  }

  /** The identifier of the process. */
  public long pid() {
    return process.pid();
  }

  /** Whether the process still runs. */
  public boolean alive() {
    return process.isAlive();
  }

  /** Resident memory of the process, in MiB. */
  public long residentMiB() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IOException("no VmRSS in /proc/" + pid() + "/status");
  }

  /** The answer of {@code GET /status}; empty while the gateway does not answer. */
  public Optional<JsonNode> status() throws InterruptedException {
    try {
      HttpResponse<byte[]> response =
          http.send(
              HttpRequest.newBuilder(URI.create(uri() + "/status"))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      return response.statusCode() == 200
          ? Optional.of(JSON.readTree(response.body()))
          : Optional.empty();
    } catch (IOException notYet) {
      return Optional.empty();
    }
  }

  /**
   * Waits until the status of the gateway is as wanted.
   *
   * @param what for the error message
   * @throws IOException if that does not happen in time or the process ends; the message ends with
   *     what the gateway printed
   */
  public JsonNode awaitStatus(String what, Duration patience, Predicate<JsonNode> wanted)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    Optional<JsonNode> last = Optional.empty();
    while (System.nanoTime() < deadline && process.isAlive()) {
      last = status();
      if (last.isPresent() && wanted.test(last.get())) {
        return last.get();
      }
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
    }
    throw new IOException(
        "the gateway "
            + (process.isAlive() ? "did not come to: " : "ended before: ")
            + what
            + "\nlast status: "
            + last
            + "\nits output:\n"
            + output());
  }

  /** Kills it as a power cut would (SIGKILL). */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /**
   * Stops it cleanly (SIGTERM).
   *
   * @throws IOException if it is still there after 30 seconds; it is then killed
   */
  public void stop() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      kill();
      throw new IOException("the gateway did not stop within 30 seconds:\n" + output());
    }
  }

  /** Kills it if it still runs. */
  @Override
  public void close() {
    kill();
  }
}
