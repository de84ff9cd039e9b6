package org.edgestill.updates.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.carrier.Message;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.update.UpdateStatus;
import org.edgestill.model.json.StrictJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the fleet's operator where this gateway stands: a retained JSON document. A report that
 * fails changes nothing; the next transition or reconnect brings the next one.
 */
final class StatusReport {

  private static final Logger LOG = LoggerFactory.getLogger(StatusReport.class);
  private static final String SCHEMA = "edgestill.status/1";

  private final Carrier carrier;
  private final UpdateSettings settings;

  StatusReport(Carrier carrier, UpdateSettings settings) {
    this.carrier = carrier;
    this.settings = settings;
  }

  void send(UpdateStatus status, Optional<ModelId> inService, Instant time) {
    if (!carrier.connected()) {
      return;
    }
    byte[] json = toJson(settings.gatewayId(), status, inService, time);
    carrier
        .publish(new Message(settings.statusTopic(), json, true))
        .whenComplete(
            (done, problem) -> {
              if (problem != null) {
                LOG.debug("Status report not sent: {}", problem.getMessage());
              }
            });
  }

  static byte[] toJson(
      String gateway, UpdateStatus status, Optional<ModelId> inService, Instant time) {
    ObjectNode json = StrictJson.newObject();
    json.put("schema", SCHEMA);
    json.put("gateway", gateway);
    json.put("online", true);
    json.put("model", status.model());
    json.put("state", status.state().name());
    json.put("release", status.release());
    json.put("bytesDone", status.bytesDone());
    json.put("bytesTotal", status.bytesTotal());
    if (inService.isPresent()) {
      ObjectNode service = json.putObject("inService");
      service.put("release", inService.get().release());
      service.put("digest", inService.get().digest());
    } else {
      json.putNull("inService");
    }
    UpdateStatus.Refusal refusal = status.lastRefusal();
    if (refusal == null) {
      json.putNull("lastRefusal");
    } else {
      json.set("lastRefusal", UpdateStore.refusalJson(refusal));
    }
    json.put("time", time.toString());
    return StrictJson.toBytes(json);
  }
}
