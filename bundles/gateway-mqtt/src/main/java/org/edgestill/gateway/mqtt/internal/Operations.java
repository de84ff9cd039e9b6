package org.edgestill.gateway.mqtt.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.edgestill.gateway.core.Desk;
import org.edgestill.gateway.core.Documents;
import org.edgestill.gateway.core.Inquiry;
import org.edgestill.gateway.core.Json;
import org.edgestill.gateway.core.Order;
import org.edgestill.gateway.core.RejectedException;
import org.edgestill.gateway.core.RejectedException.Code;
import org.edgestill.gateway.core.Releases;
import org.edgestill.gateway.core.StatusReport;
import org.edgestill.gateway.mqtt.internal.Operation.Reply;

/**
 * What can be requested, the same as over HTTP. There is no token here: who may publish to a topic
 * is for the broker to decide, and so what changes something has to be allowed by configuration.
 */
final class Operations {

  /** A batch is not worked on for longer. */
  private static final long BATCH_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Desk desk;
  private final Documents documents;
  private final StatusReport report;
  private final Releases releases;
  private final boolean changes;

  /**
   * The operations.
   *
   * @param changes whether requests may change which model serves and erase users
   */
  Operations(Desk desk, Documents documents, StatusReport report, boolean changes) {
    this.desk = desk;
    this.documents = documents;
    this.report = report;
    this.releases = new Releases(report.registries());
    this.changes = changes;
  }

  /** Recommendations. */
  Reply recommend(byte[] payload) throws RejectedException {
    Inquiry inquiry = documents.inquiry(payload);
    String id = inquiry.id();
    if (id == null) {
      throw new RejectedException(Code.INVALID, "id is missing; it names the topic of the answer");
    }
    long start = System.nanoTime();
    return new Reply(id, desk.answer(inquiry, () -> System.nanoTime() - start < BATCH_NANOS));
  }

  /** All others, by the last level of their topic. */
  Map<String, Operation> others() {
    Map<String, Operation> others = new LinkedHashMap<>();
    others.put("status", payload -> reply(plain(payload), report.status()));
    others.put("models", payload -> reply(plain(payload), report.models()));
    others.put("activate", this::activate);
    others.put("rollback", this::rollBack);
    others.put("forget", this::forget);
    return others;
  }

  private Order plain(byte[] payload) throws RejectedException {
    return documents.order(payload, Order.Kind.PLAIN);
  }

  private Reply activate(byte[] payload) throws RejectedException {
    Order order = documents.order(payload, Order.Kind.RELEASE);
    requireChanges();
    return reply(
        order,
        StatusReport.serving(releases.activate(order.model(), String.valueOf(order.release()))));
  }

  private Reply rollBack(byte[] payload) throws RejectedException {
    Order order = documents.order(payload, Order.Kind.MODEL);
    requireChanges();
    return reply(order, StatusReport.serving(releases.rollBack(order.model())));
  }

  private Reply forget(byte[] payload) throws RejectedException {
    Order order = documents.order(payload, Order.Kind.USER);
    requireChanges();
    boolean erased = desk.forget(String.valueOf(order.user()));
    return reply(order, Json.object().put("erased", erased));
  }

  private void requireChanges() throws RejectedException {
    if (!changes) {
      throw new RejectedException(
          Code.FORBIDDEN,
          "this endpoint changes nothing; to change that, configure changes, and at the broker who"
              + " may publish here");
    }
  }

  private static Reply reply(Order order, ObjectNode document) {
    ObjectNode answer = Json.object().put("id", order.id());
    answer.setAll(document);
    return new Reply(order.id(), answer);
  }
}
