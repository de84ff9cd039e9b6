package org.edgestill.gateway.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.edgestill.gateway.core.Desk;
import org.edgestill.gateway.core.StatusReport;
import org.edgestill.testbed.DocumentMutator;
import org.edgestill.testbed.MemoryLog;
import org.edgestill.testbed.SequelRecommender;
import org.edgestill.testbed.SequelRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred thousand requests that nobody in his right mind would send: each is answered, none is a
 * failure of ours, and none costs much memory.
 */
@Timeout(120)
class HttpFuzzTest {

  private static final int REQUESTS = 100_000;
  private static final int MAX_BYTES = 16 * 1024;
  private static final long MOST_MEMORY = 32L * 1024 * 1024;
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<Boolean> SANE = List.of(true, true, true, false);
  private static final List<String> POSTS = List.of("/events", "/recommendations", "/rollback");
  private static final List<String> METHODS =
      List.of("POST", "POST", "POST", "POST", "DELETE", "GET", "HEAD", "PUT", "OPTIONS", "", "p");
  private static final List<String> TYPES =
      Arrays.asList(
          "application/json",
          "application/json",
          "application/json",
          "application/json;charset=utf-8",
          "text/plain",
          "application/json; charset=",
          "\u0000",
          null);
  private static final List<String> PATHS =
      List.of(
          "/events",
          "/events",
          "/recommendations",
          "/recommendations",
          "/recommendations",
          "/rollback",
          "/status",
          "/models",
          "/openapi.json",
          "/models/films-2/activate",
          "/models/0003/activate",
          "/models/%/activate",
          "/models/../activate",
          "/models/\n/activate",
          "/users/u",
          "/users/" + "u".repeat(5_000),
          "/users/\u0000",
          "/users//",
          "/",
          "",
          "//events",
          "/events/");

  @TempDir private Path directory;

  @Test
  void whateverIsSentIsAnswered() throws Exception {
    MemoryLog log = new MemoryLog();
    Desk desk = new Desk(Duration.ofSeconds(5));
    desk.log().set(log);
    desk.recommenders().add("films", 1, new SequelRecommender(log, "films", 100));
    StatusReport report = new StatusReport(desk.log());
    report.registries().add("films", new SequelRegistry("films", 3));
    Path file = directory.resolve("token");
    HttpApi api =
        new HttpApi(
            new AccessRule(false, false, false, Token.of(file)),
            new HttpLimits(MAX_BYTES, 1, 60_000, 0, 0),
            desk,
            report);
    String token = "Bearer " + Files.readString(file).strip();
    DocumentMutator mutator = new DocumentMutator(5, corpus());
    Set<String> codes = codes();
    Map<Family, Integer> answers = new EnumMap<>(Family.class);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    for (int i = 0; i < REQUESTS; i++) {
      byte[] body = mutator.next();
      HttpRequest request =
          mutator.any(SANE) ? sane(mutator, token, body) : odd(mutator, token, body);
      long before = threads.getCurrentThreadAllocatedBytes();

      HttpAnswer answer = api.handle(request);

      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      String what = "request " + i + ": " + new String(body, StandardCharsets.ISO_8859_1);
      assertThat(allocated).as(what).isLessThan(MOST_MEMORY);
      assertThat(answer.status()).as(what).isNotEqualTo(500).isBetween(200, 503);
      if (answer.status() >= 400) {
        JsonNode problem = MAPPER.readTree(answer.body());
        assertThat(problem.at("/status").asInt()).as(what).isEqualTo(answer.status());
        assertThat(codes).as(what).contains(problem.at("/code").asText());
      }
      answers.merge(Family.of(answer.status(), request.path()), 1, Integer::sum);
    }

    // not all of it was refused at the door
    assertThat(answers.keySet()).containsExactlyInAnyOrder(Family.values());
    assertThat(answers.get(Family.STORED)).isGreaterThan(1_000);
    assertThat(answers.get(Family.RECOMMENDED)).isGreaterThan(1_000);
    assertThat(answers.get(Family.BAD)).isGreaterThan(1_000);
  }

  /** Only its content is strange. */
  private static HttpRequest sane(DocumentMutator mutator, String token, byte[] body) {
    return new HttpRequest(
        "POST",
        mutator.any(POSTS),
        "application/json",
        null,
        body.length,
        "localhost:8484",
        token,
        "127.0.0.1",
        false,
        new ByteArrayInputStream(body));
  }

  private static HttpRequest odd(DocumentMutator mutator, String token, byte[] body) {
    return new HttpRequest(
        mutator.any(METHODS),
        mutator.any(PATHS),
        mutator.any(TYPES),
        mutator.any(Arrays.asList(null, null, null, "gzip")),
        mutator.any(List.of(-1L, -1L, (long) body.length, Long.MAX_VALUE)),
        mutator.any(Arrays.asList("localhost", "localhost:8484", null, "x\u0000", "[::1]")),
        mutator.any(Arrays.asList(token, "Bearer x", "\u0000", null)),
        mutator.any(List.of("127.0.0.1", "127.0.0.1", "::1", "10.0.0.1", "")),
        false,
        new ByteArrayInputStream(body));
  }

  private enum Family {
    STORED,
    RECOMMENDED,
    OTHERWISE_SERVED,
    BAD,
    OTHERWISE_REFUSED;

    static Family of(int status, String path) {
      if (status < 400) {
        return status == 202
            ? STORED
            : path.equals("/recommendations") ? RECOMMENDED : OTHERWISE_SERVED;
      }
      return status == 400 ? BAD : OTHERWISE_REFUSED;
    }
  }

  /** The examples of the description. */
  private static List<String> corpus() throws Exception {
    List<String> corpus = new ArrayList<>();
    JsonNode document = MAPPER.readTree(OpenApi.answer().body());
    for (JsonNode example : document.findValues("examples")) {
      example.forEach(each -> corpus.add(each.get("value").toString()));
    }
    assertThat(corpus).hasSizeGreaterThan(5);
    corpus.add("{\"model\":\"films\"}");
    return corpus;
  }

  private static Set<String> codes() throws Exception {
    Set<String> codes = new TreeSet<>();
    MAPPER
        .readTree(OpenApi.answer().body())
        .at("/components/schemas/Problem/properties/code/enum")
        .forEach(code -> codes.add(code.asText()));
    return codes;
  }
}
