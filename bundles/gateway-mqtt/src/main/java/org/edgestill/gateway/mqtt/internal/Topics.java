package org.edgestill.gateway.mqtt.internal;

import java.util.regex.Pattern;

/**
 * The topics of one gateway.
 *
 * @param prefix what all topics start with, for instance {@code edgestill/v1}
 * @param gatewayId 1 to 64 of A-Z, a-z, 0-9, {@code .}, {@code _} and {@code -}
 */
record Topics(String prefix, String gatewayId) {

  private static final Pattern PREFIX = Pattern.compile("[^/+#\\p{Cntrl}]+(/[^/+#\\p{Cntrl}]+)*");
  private static final Pattern GATEWAY = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  Topics {
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "prefix must be levels of a topic without '+' and '#', like edgestill/v1, but is '"
              + prefix
              + "'");
    }
    if (!GATEWAY.matcher(gatewayId).matches()) {
      throw new IllegalArgumentException(
          "gateway.id must be 1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-', but is '"
              + gatewayId
              + "'");
    }
  }

  /** Where events come in. */
  String events() {
    return gateway() + "/events";
  }

  /** Where requests come in. */
  String requests() {
    return gateway() + "/requests";
  }

  /** Where requests for something other than recommendations come in. */
  String requests(String operation) {
    return requests() + "/" + operation;
  }

  /** Where the answer to a request for recommendations goes. */
  String recommendations(String requestId) {
    return gateway() + "/recommendations/" + requestId;
  }

  /** Where the answer to any other request goes. */
  String answer(String requestId) {
    return gateway() + "/answers/" + requestId;
  }

  private String gateway() {
    return prefix + "/gateways/" + gatewayId;
  }
}
