package org.edgestill.benchmarks.student;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.edgestill.benchmarks.student.InferenceServer.Input;
import org.edgestill.benchmarks.student.InferenceServer.Request;
import org.edgestill.benchmarks.student.InferenceServer.Response;

/** A student out of process, over loopback HTTP with a connection that is kept. */
final class HttpEngine implements Engine {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process server;
  private final URI uri;

  private HttpEngine(Process server, int port) {
    this.server = server;
    this.uri = URI.create("http://127.0.0.1:" + port + InferenceServer.PATH);
  }

  static HttpEngine start(Path student) throws IOException {
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Dsun.net.httpserver.nodelay=true", // or every answer waits 40 ms for an ACK
                "-classpath",
                System.getProperty("java.class.path"),
                InferenceServer.class.getName(),
                student.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output = server.inputReader(StandardCharsets.UTF_8);
    String port = output.readLine();
    if (port == null) {
      throw new IOException("the inference server did not start");
    }
    return new HttpEngine(server, Integer.parseInt(port));
  }

  @Override
  public Top run(Question question) throws IOException, InterruptedException {
    Request request =
        new Request(
            List.of(
                row("items", question.items()),
                row("behaviours", question.behaviours()),
                row("gaps", question.gaps()),
                row("exclude", question.exclude()),
                new Input("k", new long[] {1}, "INT64", new long[] {question.k()})));
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request)))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException("the inference server answers " + response.statusCode());
    }
    Response top = JSON.readValue(response.body(), Response.class);
    return new Top(top.items(), top.scores());
  }

  private static Input row(String name, long[] values) {
    return new Input(name, new long[] {1, values.length}, "INT64", values);
  }

  @Override
  public void close() throws IOException {
    server.getOutputStream().close();
    server.onExit().join();
  }
}
