package org.edgestill.benchmarks.student;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A student behind HTTP, in a process of its own: the inference request of the KServe protocol
 * version 2, which Triton speaks, in JSON. Prints its port, and ends when its input does.
 */
public final class InferenceServer {
  static final String PATH = "/v2/models/student/infer";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Engine engine;

  private InferenceServer(Engine engine) {
    this.engine = engine;
  }

  /**
   * Inputs by name.
   *
   * @param inputs as the protocol has them
   */
  record Request(List<Input> inputs) {}

  /** One input; all are of one type. */
  @SuppressWarnings("ArrayRecordComponent") // only carried
  record Input(String name, long[] shape, String datatype, long[] data) {}

  /** The two outputs. */
  @SuppressWarnings("ArrayRecordComponent") // only carried
  record Response(long[] items, float[] scores) {}

  /** Serves the student in a file until the end of standard input. */
  public static void main(String[] arguments) throws Exception {
    try (Engine engine = PlainOnnxRuntime.open(Path.of(arguments[0]))) {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(PATH, new InferenceServer(engine)::infer);
      server.start();
      System.out.println(server.getAddress().getPort());
      while (System.in.read() >= 0) {
        // until whoever started this closes it or ends
      }
      server.stop(0);
    }
  }

  private void infer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] answer = JSON.writeValueAsBytes(answer(exchange.getRequestBody().readAllBytes()));
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private Response answer(byte[] body) throws IOException {
    Map<String, long[]> inputs =
        JSON.readValue(body, Request.class).inputs().stream()
            .collect(Collectors.toMap(Input::name, Input::data));
    Function<String, long[]> input = name -> inputs.getOrDefault(name, new long[0]);
    try {
      Engine.Top top =
          engine.run(
              new Engine.Question(
                  input.apply("items"),
                  input.apply("behaviours"),
                  input.apply("gaps"),
                  input.apply("exclude"),
                  (int) input.apply("k")[0]));
      return new Response(top.items(), top.scores());
    } catch (Exception e) {
      throw new IOException("the student failed", e);
    }
  }
}
