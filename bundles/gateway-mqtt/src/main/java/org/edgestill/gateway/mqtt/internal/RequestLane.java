package org.edgestill.gateway.mqtt.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.carrier.Message;
import org.edgestill.gateway.core.Answers;
import org.edgestill.gateway.core.Documents;
import org.edgestill.gateway.core.Json;
import org.edgestill.gateway.core.RejectedException;
import org.edgestill.gateway.core.RejectedException.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves requests, each answered to the topic of its identifier; the answer to a bad one says what
 * is wrong.
 */
final class RequestLane {

  private static final Logger LOG = LoggerFactory.getLogger(RequestLane.class);

  // A refusal on the delivery thread looks no further for the identifier.
  private static final int PEEK_BYTES = 4 * 1024;

  private final Carrier carrier;
  private final UnaryOperator<String> answerTopic;
  private final Limits limits;
  private final Workers workers;
  private final Complaints unanswerable = new Complaints(LOG, "Requests without usable id");
  private final Complaints unsent = new Complaints(LOG, "Answers not acknowledged by the broker");
  private final Complaints overloads = new Complaints(LOG, "Requests refused for overload");

  /**
   * A lane.
   *
   * @param answerTopic the topic of the answer to a request of an identifier
   * @param workers how many requests are served at a time
   */
  RequestLane(
      String name, Carrier carrier, UnaryOperator<String> answerTopic, Limits limits, int workers) {
    this.carrier = carrier;
    this.answerTopic = answerTopic;
    this.limits = limits;
    this.workers = new Workers(name, workers, limits.queueCapacity(), limits.queueBytes());
  }

  /** Takes a message without waiting. */
  void receive(byte[] payload, Operation operation) {
    if (payload.length > limits.maxBytes()) {
      refuse(payload, Json.tooLarge(limits.maxBytes()));
    } else if (!workers.offer(payload.length, () -> serve(payload, operation))) {
      overloads.add("the queue is full");
      refuse(
          payload,
          new RejectedException(Code.OVERLOADED, "too many requests wait; try again later"));
    }
  }

  private void serve(byte[] payload, Operation operation) {
    try {
      Operation.Reply reply = operation.serve(payload);
      send(reply.id(), reply.document());
    } catch (RejectedException e) {
      refuse(payload, e);
    } catch (RuntimeException e) {
      LOG.error("A request failed", e);
      refuse(payload, new RejectedException(Code.FAILED, "it failed; the gateway's log says why"));
    }
  }

  private void refuse(byte[] payload, RejectedException why) {
    byte[] head = payload.length > PEEK_BYTES ? Arrays.copyOf(payload, PEEK_BYTES) : payload;
    Optional<String> id = Json.peekText(head, "id").filter(Documents::isId);
    if (id.isPresent()) {
      send(id.get(), Answers.error(id.get(), why));
    } else {
      unanswerable.add(why.code().name()); // the message may repeat content
    }
  }

  private void send(String id, JsonNode answer) {
    carrier
        .publish(new Message(answerTopic.apply(id), Json.bytes(answer), false))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                unsent.add(String.valueOf(failure.getMessage()));
              }
            });
  }

  void stop(Duration patience) {
    workers.stop(patience);
  }
}
