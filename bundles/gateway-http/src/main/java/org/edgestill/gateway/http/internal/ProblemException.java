package org.edgestill.gateway.http.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.edgestill.gateway.core.Json;
import org.edgestill.gateway.core.RejectedException;

/**
 * Why a request is not served, as Problem Details for HTTP APIs (RFC 9457): the status says what
 * kind of problem it is, the extension member {@code code} is what programs look at.
 */
final class ProblemException extends Exception {
  private static final long serialVersionUID = 1L;

  static final int BAD_REQUEST = 400;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int CONTENT_TOO_LARGE = 413;
  static final int UNSUPPORTED_MEDIA_TYPE = 415;
  static final int TOO_MANY_REQUESTS = 429;
  static final int INTERNAL_SERVER_ERROR = 500;
  static final int SERVICE_UNAVAILABLE = 503;

  private static final Map<Integer, String> TITLES =
      Map.of(
          BAD_REQUEST, "Bad Request",
          FORBIDDEN, "Forbidden",
          NOT_FOUND, "Not Found",
          METHOD_NOT_ALLOWED, "Method Not Allowed",
          CONTENT_TOO_LARGE, "Content Too Large",
          UNSUPPORTED_MEDIA_TYPE, "Unsupported Media Type",
          TOO_MANY_REQUESTS, "Too Many Requests",
          INTERNAL_SERVER_ERROR, "Internal Server Error",
          SERVICE_UNAVAILABLE, "Service Unavailable");

  private static final Map<String, String> RETRY = Map.of("Retry-After", "1");

  private final int status;
  private final String code;
  private final transient Map<String, String> headers;

  ProblemException(int status, String code, String detail) {
    this(status, code, detail, Map.of());
  }

  ProblemException(int status, String code, String detail, Map<String, String> headers) {
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  static ProblemException of(RejectedException rejected) {
    String detail = String.valueOf(rejected.getMessage());
    String code = rejected.code().name();
    return switch (rejected.code()) {
      case MALFORMED, INVALID -> new ProblemException(BAD_REQUEST, code, detail);
      case TOO_LARGE -> new ProblemException(CONTENT_TOO_LARGE, code, detail);
      case UNKNOWN_MODEL -> new ProblemException(NOT_FOUND, code, detail);
      case OVERLOADED -> new ProblemException(TOO_MANY_REQUESTS, code, detail, RETRY);
      case UNAVAILABLE, NOT_STORED ->
          new ProblemException(SERVICE_UNAVAILABLE, code, detail, RETRY);
      case FAILED -> new ProblemException(INTERNAL_SERVER_ERROR, code, detail);
    };
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }

  ObjectNode toJson() {
    return Json.object()
        .put("type", "about:blank")
        .put("title", TITLES.getOrDefault(status, ""))
        .put("status", status)
        .put("detail", String.valueOf(getMessage()))
        .put("code", code);
  }
}
