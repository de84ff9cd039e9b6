package org.edgestill.gateway.http.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.edgestill.gateway.core.Json;

/**
 * An answer.
 *
 * @param status the HTTP status code
 * @param headers besides those of every answer
 * @param body empty for none
 */
@SuppressWarnings("ArrayRecordComponent") // identity is fine: answers are never compared
record HttpAnswer(int status, Map<String, String> headers, byte[] body) {

  static final int OK = 200;
  static final int ACCEPTED = 202;
  static final int NO_CONTENT = 204;

  private static final String CONTENT_TYPE = "Content-Type";

  HttpAnswer {
    headers = Map.copyOf(headers);
  }

  static HttpAnswer json(int status, JsonNode body) {
    return new HttpAnswer(status, Map.of(CONTENT_TYPE, "application/json"), Json.bytes(body));
  }

  static HttpAnswer empty(int status) {
    return new HttpAnswer(status, Map.of(), new byte[0]);
  }

  static HttpAnswer problem(ProblemException problem) {
    Map<String, String> headers = new LinkedHashMap<>(problem.headers());
    headers.put(CONTENT_TYPE, "application/problem+json");
    return new HttpAnswer(problem.status(), headers, Json.bytes(problem.toJson()));
  }
}
