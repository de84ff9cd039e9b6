package org.edgestill.distiller.rollout;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.update.UpdateState;
import org.edgestill.model.json.StrictJson;
import org.edgestill.model.json.StrictObject;

/**
 * What a gateway reports about itself: the document {@code edgestill.status/1}, as far as a rollout
 * needs it. Nothing about it is signed; who may write it is a matter of the broker's access rules.
 *
 * @param online {@code false} if the broker has lost it; then nothing else is known
 * @param model the model that this is about; empty if not known
 * @param state what is being done
 * @param release what the state is about; 0 for nothing
 * @param inServiceRelease what answers requests; 0 for nothing
 * @param inServiceDigest its digest; empty for nothing
 * @param refusedRelease what was refused last; 0 for nothing
 * @param refusal why, with its code
 */
record GatewayStatus(
    boolean online,
    String model,
    UpdateState state,
    long release,
    long inServiceRelease,
    String inServiceDigest,
    long refusedRelease,
    String refusal) {

  /** The last will of a connection, or a retained document that was removed. */
  static final GatewayStatus OFFLINE =
      new GatewayStatus(false, "", UpdateState.IDLE, 0, 0, "", 0, "");

  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_TEXT = 4096;

  private static final Set<String> STATES =
      Stream.of(UpdateState.values()).map(Enum::name).collect(Collectors.toUnmodifiableSet());

  /**
   * Reads a status document. Fields that are not needed here are passed over.
   *
   * @throws ModelRefusedException if it is none
   */
  static GatewayStatus parse(byte[] json) throws ModelRefusedException {
    StrictObject status = StrictJson.parseObject(json, "status", MAX_BYTES);
    if (!status.bool("online")) {
      return OFFLINE;
    }
    String state = status.string("state", MAX_TEXT);
    if (!STATES.contains(state)) {
      throw status.malformed("state", "is no state of an update");
    }
    boolean serves = isThere(status, "inService");
    boolean refused = isThere(status, "lastRefusal");
    return new GatewayStatus(
        true,
        status.string("model", MAX_TEXT),
        UpdateState.valueOf(state),
        status.integer("release", 0, Long.MAX_VALUE),
        serves ? status.object("inService").integer("release", 0, Long.MAX_VALUE) : 0,
        serves ? status.object("inService").string("digest", MAX_TEXT) : "",
        refused ? status.object("lastRefusal").integer("release", 0, Long.MAX_VALUE) : 0,
        refused ? why(status.object("lastRefusal")) : "");
  }

  private static boolean isThere(StrictObject status, String field) {
    return status.has(field) && !status.node().get(field).isNull();
  }

  private static String why(StrictObject refusal) throws ModelRefusedException {
    return refusal.string("code", MAX_TEXT) + ": " + refusal.string("message", MAX_TEXT);
  }
}
