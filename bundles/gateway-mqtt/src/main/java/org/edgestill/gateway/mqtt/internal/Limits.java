package org.edgestill.gateway.mqtt.internal;

/**
 * The bounds of the endpoint.
 *
 * @param maxBytes the largest payload that is looked at, at least 1
 * @param queueCapacity how many messages may wait, for events and for requests each, at least 1
 * @param queueBytes how many bytes of payload may wait, for events and for requests each; at least
 *     one largest payload
 * @param workers how many requests are answered at a time, 1 to 64
 */
record Limits(int maxBytes, int queueCapacity, int queueBytes, int workers) {

  private static final int MAX_WORKERS = 64;

  Limits {
    require(maxBytes >= 1, "maxBytes must be at least 1, but is " + maxBytes);
    require(queueCapacity >= 1, "queueCapacity must be at least 1, but is " + queueCapacity);
    require(
        queueBytes >= maxBytes,
        "queueBytes must be at least maxBytes = " + maxBytes + ", but is " + queueBytes);
    require(
        workers >= 1 && workers <= MAX_WORKERS,
        "workers must be 1 to " + MAX_WORKERS + ", but is " + workers);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
