package org.edgestill.gateway.http.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.gateway.core.Answers;
import org.edgestill.gateway.core.Desk;
import org.edgestill.gateway.core.Documents;
import org.edgestill.gateway.core.Json;
import org.edgestill.gateway.core.Query;
import org.edgestill.gateway.core.RejectedException;
import org.edgestill.gateway.core.RejectedException.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The REST interface without a servlet container: {@code POST /events}, {@code POST
 * /recommendations}, {@code GET /status}, {@code GET /models}, {@code DELETE /users/{user}}.
 */
final class HttpApi {

  private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);
  private static final String USERS = "/users/";
  private static final Pattern JSON =
      Pattern.compile("application/json\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?");

  private final AccessRule access;
  private final Desk desk;
  private final StatusReport report;
  private final Documents documents;
  private final int maxBytes;
  private final Semaphore places;

  /**
   * The interface.
   *
   * @param maxBytes the largest content that is accepted
   * @param maxRequests how many requests are served at a time; more are told to come again
   */
  HttpApi(AccessRule access, Desk desk, StatusReport report, int maxBytes, int maxRequests) {
    if (maxBytes < 1 || maxRequests < 1) {
      throw new IllegalArgumentException(
          "maxBytes and maxRequests must be at least 1, but are " + maxBytes + ", " + maxRequests);
    }
    this.access = access;
    this.desk = desk;
    this.report = report;
    this.maxBytes = maxBytes;
    documents = new Documents(maxBytes, Clock.systemUTC());
    places = new Semaphore(maxRequests);
  }

  /**
   * Serves a request.
   *
   * @throws IOException if the content can not be read because the sender went away
   */
  HttpAnswer handle(HttpRequest request) throws IOException {
    try {
      access.check(request);
      return route(request);
    } catch (ProblemException e) {
      return HttpAnswer.problem(e);
    } catch (RejectedException e) {
      return HttpAnswer.problem(ProblemException.of(e));
    } catch (RuntimeException e) {
      LOG.error("A request failed", e);
      return HttpAnswer.problem(
          ProblemException.of(
              new RejectedException(Code.FAILED, "it failed; the gateway's log says why")));
    }
  }

  private HttpAnswer route(HttpRequest request)
      throws IOException, ProblemException, RejectedException {
    return switch (request.path()) {
      case "/events" -> {
        requireMethod(request, "POST");
        byte[] body = body(request);
        yield inPlace(() -> events(body));
      }
      case "/recommendations" -> {
        requireMethod(request, "POST");
        byte[] body = body(request);
        yield inPlace(() -> recommendations(body));
      }
      case "/status" -> {
        requireMethod(request, "GET");
        yield inPlace(() -> HttpAnswer.json(HttpAnswer.OK, report.status()));
      }
      case "/models" -> {
        requireMethod(request, "GET");
        yield inPlace(() -> HttpAnswer.json(HttpAnswer.OK, report.models()));
      }
      default -> {
        String user = user(request.path());
        requireMethod(request, "DELETE");
        yield inPlace(() -> forget(user));
      }
    };
  }

  private static String user(String path) throws ProblemException {
    if (!path.startsWith(USERS) || path.length() == USERS.length()) {
      throw new ProblemException(
          ProblemException.NOT_FOUND,
          "UNKNOWN_PATH",
          "there are /events, /recommendations, /status, /models and /users/{user}");
    }
    return path.substring(USERS.length());
  }

  private static void requireMethod(HttpRequest request, String method) throws ProblemException {
    boolean head = request.method().equals("HEAD") && method.equals("GET");
    if (!request.method().equals(method) && !head) {
      throw new ProblemException(
          ProblemException.METHOD_NOT_ALLOWED,
          "METHOD",
          "use " + method,
          Map.of("Allow", method.equals("GET") ? "GET, HEAD" : method));
    }
  }

  private byte[] body(HttpRequest request) throws IOException, ProblemException, RejectedException {
    String type = request.contentType();
    if (type == null || !JSON.matcher(type.toLowerCase(Locale.ROOT).strip()).matches()) {
      throw new ProblemException(
          ProblemException.UNSUPPORTED_MEDIA_TYPE,
          "CONTENT_TYPE",
          "send application/json in UTF-8",
          Map.of("Accept", "application/json"));
    }
    String encoding = request.contentEncoding();
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw new ProblemException(
          ProblemException.UNSUPPORTED_MEDIA_TYPE,
          "CONTENT_ENCODING",
          "send the content as it is, not compressed",
          Map.of("Accept-Encoding", "identity"));
    }
    if (request.contentLength() > maxBytes) {
      throw Json.tooLarge(maxBytes);
    }
    // One byte more than allowed tells that there is more than allowed.
    return request.body().readNBytes(maxBytes + 1);
  }

  private HttpAnswer inPlace(Service service) throws RejectedException {
    if (!places.tryAcquire()) {
      throw new RejectedException(
          Code.OVERLOADED, "too many requests are being served; try again later");
    }
    try {
      return service.serve();
    } finally {
      places.release();
    }
  }

  private interface Service {
    HttpAnswer serve() throws RejectedException;
  }

  private HttpAnswer events(byte[] body) throws RejectedException {
    List<BehaviourEvent> events = documents.events(body);
    int stored = desk.store(events);
    ObjectNode counts =
        Json.object()
            .put("received", events.size())
            .put("stored", stored)
            .put("repeated", events.size() - stored);
    return HttpAnswer.json(HttpAnswer.ACCEPTED, counts);
  }

  private HttpAnswer recommendations(byte[] body) throws RejectedException {
    Query query = documents.query(body);
    return HttpAnswer.json(
        HttpAnswer.OK, Answers.recommendations(query.id(), desk.recommend(query)));
  }

  private HttpAnswer forget(String user) throws RejectedException {
    boolean erased = desk.forget(user);
    return erased
        ? HttpAnswer.empty(HttpAnswer.NO_CONTENT)
        : HttpAnswer.problem(
            new ProblemException(
                ProblemException.NOT_FOUND, "UNKNOWN_USER", "nothing is stored about this user"));
  }
}
