package org.edgestill.gateway.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.gateway.core.RejectedException;
import org.edgestill.testbed.SequelRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the description of the interface to what the servlet does, operation by operation. */
@Timeout(120)
class OpenApiTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path directory;
  private TestServer server;
  private JsonNode document;

  /** One operation of the document. */
  private record Operation(String method, String path, JsonNode node) {

    /** The path with the examples of its parameters. */
    String uri() {
      String uri = path;
      for (JsonNode parameter : node.path("parameters")) {
        String name = "{" + parameter.path("name").asText() + "}";
        uri = uri.replace(name, parameter.path("example").asText());
      }
      return uri;
    }

    boolean needsToken() {
      return node.has("security");
    }

    /** All examples of its content; one empty one if it takes none. */
    List<String> contents() {
      JsonNode content = node.at("/requestBody/content/application~1json");
      List<String> contents = new ArrayList<>();
      content.path("examples").forEach(example -> contents.add(example.get("value").toString()));
      if (content.has("example")) {
        contents.add(content.get("example").toString());
      }
      if (!node.at("/requestBody/required").asBoolean()) {
        contents.add("");
      }
      return contents;
    }

    int success() {
      List<String> statuses = new ArrayList<>();
      node.get("responses").fieldNames().forEachRemaining(statuses::add);
      return statuses.stream().mapToInt(Integer::parseInt).min().orElseThrow();
    }
  }

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start(directory);
    document = MAPPER.readTree(server.get(server.uri("/openapi.json")).body());
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void itDescribesEveryOperationAndNoOther() {
    Set<String> described = new TreeSet<>();
    operations().forEach(o -> described.add(o.method() + " " + o.path() + " " + o.needsToken()));

    assertThat(described)
        .isEqualTo(
            server.api.routes().stream()
                .map(r -> r.method() + " " + r.template() + " " + (r.need() == Need.TOKEN))
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void everyExampleIsAnsweredAsDescribed() throws Exception {
    for (Operation operation : operations()) {
      for (String content : operation.contents()) {
        server.registry.activate(SequelRegistry.digest(2));
        server.registry.activate(SequelRegistry.digest(3));
        server.store.append(BehaviourEvent.of("u1", "film-5", "view", 1));

        HttpResponse<String> answer =
            send(operation, content, "Authorization", "Bearer " + server.token);

        assertThat(answer.statusCode())
            .as(operation.uri() + content)
            .isEqualTo(operation.success());
        assertDescribed(operation, answer);
      }
    }
  }

  @Test
  void whateverGoesWrongIsDescribed() throws Exception {
    String bearer = "Bearer " + server.token;
    for (Operation operation : operations()) {
      String good = operation.contents().get(0);
      assertDescribed(operation, send(operation, good, "Authorization", "Bearer wrong"));
      for (String content : List.of("", "{", "[[]]", "{\"x\":1}", " ".repeat(300_000))) {
        assertDescribed(operation, send(operation, content, "Authorization", bearer));
      }
      assertDescribed(
          operation, send(operation, good, "Authorization", bearer, "Content-Type", "text/plain"));
    }
    for (String path : List.of("/models/none/activate", "/models/films-1/activate", "/users/x")) {
      HttpResponse<String> answer =
          server.send(
              path.startsWith("/users") ? "DELETE" : "POST",
              path,
              BodyPublishers.noBody(),
              "Authorization",
              bearer);
      assertThat(answer.statusCode()).isIn(404, 409);
      Operation operation =
          operations().stream()
              .filter(o -> o.path().contains("{") && path.startsWith(o.path().split("\\{", -1)[0]))
              .findFirst()
              .orElseThrow();
      assertDescribed(operation, answer);
    }
  }

  /** Values at the limits that the schema names are taken, and those just beyond are not. */
  @ParameterizedTest
  @CsvSource({
    "Event, /events, '{\"user\":\"u\",\"item\":\"i\"}'",
    "Request, /recommendations, '{}'",
    "SessionEvent, /recommendations, '{\"item\":\"i\"}'",
  })
  void contentIsTakenAsItsSchemaSays(String schema, String path, String least) throws Exception {
    JsonNode properties = document.at("/components/schemas/" + schema + "/properties");
    assertThat(properties.isObject()).isTrue();
    for (String name : (Iterable<String>) properties::fieldNames) {
      SchemaValues values = SchemaValues.of(document, properties.get(name));
      for (JsonNode good : values.good()) {
        assertThat(post(schema, path, least, name, good)).as(name + good).isIn(200, 202, 404);
      }
      for (JsonNode bad : values.bad()) {
        assertThat(post(schema, path, least, name, bad)).as(name + bad).isEqualTo(400);
      }
      assertThat(values.bad()).isNotEmpty();
    }
    assertThat(post(schema, path, least, "unknown", MAPPER.readTree("1"))).isEqualTo(400);
    for (JsonNode required : document.at("/components/schemas/" + schema + "/required")) {
      assertThat(post(schema, path, "{}", "id", MAPPER.readTree("\"e\"")))
          .as(required.asText())
          .isEqualTo(400);
    }
  }

  @Test
  void itNamesEveryCodeThatThereIs() {
    Set<String> codes = texts(document.at("/components/schemas/Problem/properties/code/enum"));
    Set<String> refusals = texts(document.at("/components/schemas/RefusalCode/enum"));

    for (RejectedException.Code code : RejectedException.Code.values()) {
      assertThat(codes).contains(code.name());
    }
    assertThat(refusals).isEqualTo(names(RefusalCode.values()));
  }

  @Test
  void everyReferenceLeadsSomewhereAndEveryComponentIsUsed() {
    Set<String> references = new TreeSet<>();
    document
        .findValuesAsText("$ref")
        .forEach(
            reference -> {
              references.add(reference);
              assertThat(document.at(reference.substring(1)).isMissingNode())
                  .as(reference)
                  .isFalse();
            });
    for (String kind : List.of("schemas", "responses")) {
      document
          .at("/components/" + kind)
          .fieldNames()
          .forEachRemaining(
              name -> assertThat(references).contains("#/components/" + kind + "/" + name));
    }
  }

  private List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      for (Map.Entry<String, JsonNode> each : path.getValue().properties()) {
        String method = each.getKey().toUpperCase(Locale.ROOT);
        operations.add(new Operation(method, path.getKey(), each.getValue()));
      }
    }
    return operations;
  }

  private HttpResponse<String> send(Operation operation, String content, String... headers)
      throws Exception {
    BodyPublisher body =
        content.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(content);
    return server.send(operation.method(), operation.uri(), body, headers);
  }

  /** Its status is one of the operation, and its content is as the schema of that says. */
  private void assertDescribed(Operation operation, HttpResponse<String> answer) throws Exception {
    String what = operation.method() + " " + operation.path() + " " + answer.statusCode();
    JsonNode response = operation.node().at("/responses/" + answer.statusCode());
    assertThat(response.isMissingNode()).as(what).isFalse();
    if (response.has("$ref")) {
      response = document.at(response.get("$ref").asText().substring(1));
    }
    if (!response.has("content")) {
      assertThat(answer.body()).as(what).isEmpty();
      return;
    }
    String type = answer.headers().firstValue("Content-Type").orElseThrow();
    JsonNode schema = response.get("content").path(type).path("schema");
    assertThat(schema.isObject()).as(what + " " + type).isTrue();
    assertThat(violations(schema, answer.body())).as(what + answer.body()).isEmpty();
  }

  private Set<ValidationMessage> violations(JsonNode schema, String content) throws Exception {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", document.get("components"));
    return JsonSchemaFactory.getInstance(VersionFlag.V202012)
        .getSchema(whole)
        .validate(MAPPER.readTree(content));
  }

  private int post(String schema, String path, String least, String name, JsonNode value)
      throws Exception {
    ObjectNode content = (ObjectNode) MAPPER.readTree(least);
    content.set(name, value);
    String json = content.toString();
    return server
        .post(path, schema.equals("SessionEvent") ? "{\"events\":[" + json + "]}" : json)
        .statusCode();
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new TreeSet<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static Set<String> names(Enum<?>[] values) {
    return List.of(values).stream().map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
  }
}
