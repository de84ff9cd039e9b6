package org.edgestill.gateway.http.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.edgestill.gateway.core.Json;
import org.edgestill.gateway.core.RejectedException;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is not served, as Problem Details for HTTP APIs (RFC 9457): the status says what
 * kind of problem it is, the extension member {@code code} is what programs look at; {@code
 * refusal} says why a release was refused.
 */
final class ProblemException extends Exception {
  private static final long serialVersionUID = 1L;

  static final int BAD_REQUEST = 400;
  static final int UNAUTHORIZED = 401;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int REQUEST_TIMEOUT = 408;
  static final int CONFLICT = 409;
  static final int CONTENT_TOO_LARGE = 413;
  static final int UNSUPPORTED_MEDIA_TYPE = 415;
  static final int TOO_MANY_REQUESTS = 429;
  static final int INTERNAL_SERVER_ERROR = 500;
  static final int SERVICE_UNAVAILABLE = 503;

  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(BAD_REQUEST, "Bad Request"),
          Map.entry(UNAUTHORIZED, "Unauthorized"),
          Map.entry(FORBIDDEN, "Forbidden"),
          Map.entry(NOT_FOUND, "Not Found"),
          Map.entry(METHOD_NOT_ALLOWED, "Method Not Allowed"),
          Map.entry(REQUEST_TIMEOUT, "Request Timeout"),
          Map.entry(CONFLICT, "Conflict"),
          Map.entry(CONTENT_TOO_LARGE, "Content Too Large"),
          Map.entry(UNSUPPORTED_MEDIA_TYPE, "Unsupported Media Type"),
          Map.entry(TOO_MANY_REQUESTS, "Too Many Requests"),
          Map.entry(INTERNAL_SERVER_ERROR, "Internal Server Error"),
          Map.entry(SERVICE_UNAVAILABLE, "Service Unavailable"));

  static final Map<String, String> RETRY = Map.of("Retry-After", "1");

  private final int status;
  private final String code;
  private final transient Map<String, String> headers;
  private final @Nullable String refusal;

  ProblemException(int status, String code, String detail) {
    this(status, code, detail, Map.of());
  }

  ProblemException(int status, String code, String detail, Map<String, String> headers) {
    this(status, code, detail, headers, null);
  }

  private ProblemException(
      int status,
      String code,
      String detail,
      Map<String, String> headers,
      @Nullable String refusal) {
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.refusal = refusal;
  }

  static ProblemException of(RejectedException rejected) {
    String detail = String.valueOf(rejected.getMessage());
    String code = rejected.code().name();
    return switch (rejected.code()) {
      case MALFORMED, INVALID -> new ProblemException(BAD_REQUEST, code, detail);
      case TOO_LARGE -> new ProblemException(CONTENT_TOO_LARGE, code, detail);
      case UNKNOWN_MODEL, UNKNOWN_RELEASE -> new ProblemException(NOT_FOUND, code, detail);
      case AMBIGUOUS -> new ProblemException(CONFLICT, code, detail);
      case REFUSED ->
          new ProblemException(
              CONFLICT, code, detail, Map.of(), rejected.refusal().map(Enum::name).orElse(null));
      case FORBIDDEN -> new ProblemException(FORBIDDEN, code, detail);
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
    ObjectNode problem =
        Json.object()
            .put("type", "about:blank")
            .put("title", TITLES.getOrDefault(status, ""))
            .put("status", status)
            .put("detail", String.valueOf(getMessage()))
            .put("code", code);
    return refusal == null ? problem : problem.put("refusal", refusal);
  }
}
