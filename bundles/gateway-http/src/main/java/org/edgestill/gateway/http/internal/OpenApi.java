package org.edgestill.gateway.http.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The description of this interface, in OpenAPI 3.1. */
final class OpenApi {

  static final String PATH = "/openapi.json";

  private static final String RESOURCE = "openapi.json";

  private OpenApi() {}

  static HttpAnswer answer() {
    try (InputStream document = OpenApi.class.getResourceAsStream(RESOURCE)) {
      if (document == null) {
        throw new IllegalStateException(RESOURCE + " is missing in this bundle");
      }
      return new HttpAnswer(
          HttpAnswer.OK, Map.of("Content-Type", "application/json"), document.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
