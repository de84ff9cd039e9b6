package org.edgestill.gateway.mqtt.internal;

import com.fasterxml.jackson.databind.JsonNode;
import org.edgestill.gateway.core.RejectedException;

/** What is done with the messages of one request topic. */
@FunctionalInterface
interface Operation {

  /**
   * Reads and serves a request.
   *
   * @throws RejectedException if it can not be read or served
   */
  Reply serve(byte[] payload) throws RejectedException;

  /**
   * The answer.
   *
   * @param id the identifier of the request, which names the topic of the answer
   */
  record Reply(String id, JsonNode document) {}
}
