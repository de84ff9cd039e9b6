package org.edgestill.gateway.http.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.gateway.core.Desk;
import org.edgestill.gateway.core.Documents;
import org.edgestill.gateway.core.Json;
import org.edgestill.gateway.core.RejectedException;
import org.edgestill.gateway.core.RejectedException.Code;
import org.edgestill.gateway.core.Releases;
import org.edgestill.gateway.core.StatusReport;
import org.edgestill.gateway.http.internal.Route.Call;
import org.edgestill.gateway.http.internal.Route.Content;
import org.edgestill.gateway.http.internal.Route.Handler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The REST interface without a servlet container: one route for each operation. */
final class HttpApi {

  private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);
  private static final Pattern JSON =
      Pattern.compile("application/json\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?");
  private static final int PIECE = 8 * 1024;

  /** Entries of the timeline in one answer. */
  private static final int TIMELINE = 200;

  private final List<Route> routes =
      List.of(
          Route.of("GET", OpenApi.PATH, Need.NOTHING, Content.NONE, call -> OpenApi.answer()),
          Route.of("GET", "/status", Need.TOKEN_FROM_OTHERS, Content.NONE, this::status),
          Route.of("GET", "/models", Need.TOKEN_FROM_OTHERS, Content.NONE, this::models),
          Route.of("GET", "/models/{id}/card", Need.TOKEN_FROM_OTHERS, Content.NONE, this::card),
          Route.of("GET", "/timeline", Need.TOKEN_FROM_OTHERS, Content.NONE, this::timeline),
          Route.of("POST", "/events", Need.TOKEN_FROM_OTHERS, Content.REQUIRED, this::events),
          Route.of(
              "POST",
              "/recommendations",
              Need.TOKEN_FROM_OTHERS,
              Content.REQUIRED,
              this::recommendations),
          Route.of("POST", "/models/{id}/activate", Need.TOKEN, Content.NONE, this::activate),
          Route.of("POST", "/rollback", Need.TOKEN, Content.OPTIONAL, this::rollBack),
          Route.of("DELETE", "/users/{user}", Need.TOKEN, Content.NONE, this::forget));

  private final AccessRule access;
  private final HttpLimits limits;
  private final Desk desk;
  private final StatusReport report;
  private final Releases releases;
  private final Documents documents;
  private final Semaphore places;
  private final LongSupplier nanos;
  private final RateLimit localRate;
  private final RateLimit remoteRate;

  HttpApi(AccessRule access, HttpLimits limits, Desk desk, StatusReport report) {
    this(access, limits, desk, report, System::nanoTime);
  }

  /**
   * The interface.
   *
   * @param nanos gives the time for the limits, as {@link System#nanoTime}
   */
  HttpApi(
      AccessRule access, HttpLimits limits, Desk desk, StatusReport report, LongSupplier nanos) {
    this.access = access;
    this.limits = limits;
    this.desk = desk;
    this.report = report;
    this.nanos = nanos;
    releases = new Releases(report.registries());
    documents = new Documents(limits.maxBytes(), Clock.systemUTC());
    places = new Semaphore(limits.maxRequests());
    localRate = new RateLimit(limits.localRate(), nanos);
    remoteRate = new RateLimit(limits.remoteRate(), nanos);
  }

  /** All operations. */
  List<Route> routes() {
    return routes;
  }

  /**
   * Serves a request.
   *
   * @throws IOException if the content can not be read because the sender went away
   */
  HttpAnswer handle(HttpRequest request) throws IOException {
    try {
      access.checkPeer(request);
      checkRate(request);
      return serve(request);
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

  private void checkRate(HttpRequest request) throws ProblemException {
    RateLimit rate = AccessRule.isLocal(request) ? localRate : remoteRate;
    if (!rate.admits(request.peer())) {
      throw new ProblemException(
          ProblemException.TOO_MANY_REQUESTS,
          "RATE",
          "too many requests a second; come again later",
          ProblemException.RETRY);
    }
  }

  private HttpAnswer serve(HttpRequest request)
      throws IOException, ProblemException, RejectedException {
    Set<String> allowed = new TreeSet<>();
    for (Route route : routes) {
      Optional<String> parameter = route.match(request.path());
      if (parameter.isPresent() && route.isMethod(request.method())) {
        access.checkToken(request, route.need());
        Deadline deadline =
            Deadline.after(TimeUnit.MILLISECONDS.toNanos(limits.timeLimitMillis()), nanos);
        byte[] body = body(request, route.content(), deadline);
        return inPlace(route.handler(), new Call(parameter.get(), body, deadline));
      }
      if (parameter.isPresent()) {
        allowed.add(route.method());
      }
    }
    throw allowed.isEmpty() ? unknownPath() : wrongMethod(allowed);
  }

  private ProblemException unknownPath() {
    return new ProblemException(
        ProblemException.NOT_FOUND,
        "UNKNOWN_PATH",
        "there are "
            + routes.stream().map(Route::template).distinct().collect(Collectors.joining(", ")));
  }

  private static ProblemException wrongMethod(Set<String> allowed) {
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    String methods = String.join(", ", allowed);
    return new ProblemException(
        ProblemException.METHOD_NOT_ALLOWED, "METHOD", "use " + methods, Map.of("Allow", methods));
  }

  private byte[] body(HttpRequest request, Content content, Deadline deadline)
      throws IOException, ProblemException, RejectedException {
    if (content == Content.NONE) {
      return new byte[0];
    }
    if (request.contentLength() > limits.maxBytes()) {
      throw Json.tooLarge(limits.maxBytes());
    }
    if (content == Content.REQUIRED || request.contentType() != null) {
      requirePlainJson(request);
      return read(request.body(), deadline);
    }
    byte[] body = read(request.body(), deadline);
    if (body.length > 0) {
      requirePlainJson(request);
    }
    return body;
  }

  private static void requirePlainJson(HttpRequest request) throws ProblemException {
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
  }

  /** In pieces, so that content that trickles in is noticed. */
  private byte[] read(InputStream content, Deadline deadline) throws IOException, ProblemException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE];
    // One byte more than allowed tells that there is more than allowed.
    int room = limits.maxBytes() + 1;
    while (room > 0) {
      int count = content.read(piece, 0, Math.min(piece.length, room));
      if (count < 0) {
        break;
      }
      if (deadline.isOver()) {
        throw new ProblemException(
            ProblemException.REQUEST_TIMEOUT,
            "TIMEOUT",
            "the content took longer than " + limits.timeLimitMillis() + " ms to arrive",
            Map.of("Connection", "close"));
      }
      body.write(piece, 0, count);
      room -= count;
    }
    return body.toByteArray();
  }

  private HttpAnswer inPlace(Handler handler, Call call)
      throws RejectedException, ProblemException {
    if (!places.tryAcquire()) {
      throw new RejectedException(
          Code.OVERLOADED, "too many requests are being served; try again later");
    }
    try {
      return handler.serve(call);
    } finally {
      places.release();
    }
  }

  private HttpAnswer status(Call call) {
    return HttpAnswer.json(HttpAnswer.OK, report.status());
  }

  private HttpAnswer models(Call call) {
    return HttpAnswer.json(HttpAnswer.OK, report.models());
  }

  private HttpAnswer card(Call call) throws RejectedException {
    return HttpAnswer.json(HttpAnswer.OK, releases.card(call.parameter()));
  }

  private HttpAnswer timeline(Call call) throws RejectedException {
    return HttpAnswer.json(HttpAnswer.OK, report.timeline(TIMELINE));
  }

  private HttpAnswer events(Call call) throws RejectedException {
    List<BehaviourEvent> events = documents.events(call.body());
    int stored = desk.store(events);
    ObjectNode counts =
        Json.object()
            .put("received", events.size())
            .put("stored", stored)
            .put("repeated", events.size() - stored);
    return HttpAnswer.json(HttpAnswer.ACCEPTED, counts);
  }

  private HttpAnswer recommendations(Call call) throws RejectedException {
    return HttpAnswer.json(
        HttpAnswer.OK,
        desk.answer(documents.inquiry(call.body()), () -> !call.deadline().isOver()));
  }

  private HttpAnswer activate(Call call) throws RejectedException {
    return HttpAnswer.json(
        HttpAnswer.OK, StatusReport.serving(releases.activate(null, call.parameter())));
  }

  private HttpAnswer rollBack(Call call) throws RejectedException {
    String model = documents.model(call.body());
    return HttpAnswer.json(HttpAnswer.OK, StatusReport.serving(releases.rollBack(model)));
  }

  private HttpAnswer forget(Call call) throws RejectedException {
    boolean erased = desk.forget(call.parameter());
    return erased
        ? HttpAnswer.empty(HttpAnswer.NO_CONTENT)
        : HttpAnswer.problem(
            new ProblemException(
                ProblemException.NOT_FOUND, "UNKNOWN_USER", "nothing is stored about this user"));
  }
}
