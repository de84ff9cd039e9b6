package org.edgestill.benchmarks.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Does with a gateway over HTTP what is not measured: sends events, puts releases in service. */
final class Control {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI gateway;
  private final Path token;

  /**
   * Of a gateway.
   *
   * @param gateway the address of its API
   * @param token the file with the token for changes
   */
  Control(URI gateway, Path token) {
    this.gateway = gateway;
    this.token = token;
  }

  /** Puts an installed release in service. */
  void activate(String digest) throws IOException, InterruptedException {
    post("/models/" + digest + "/activate", "");
  }

  /** Sends a JSON document and returns the answer; it must be a success. */
  String post(String path, String document) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateway + path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + Files.readString(token).strip())
            .POST(HttpRequest.BodyPublishers.ofString(document))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          "POST " + path + " answered " + response.statusCode() + ": " + response.body());
    }
    return response.body();
  }
}
