package org.edgestill.gateway.http.internal;

/**
 * The bounds of the endpoint.
 *
 * @param maxBytes the largest content that is accepted, at least 1
 * @param maxRequests how many requests are served at a time, at least 1; more are told to come
 *     again
 * @param timeLimitMillis how long a request may take to arrive, and a batch to be answered; at
 *     least 1
 * @param localRate requests a second from this machine, in the long run; 0 for any number
 * @param remoteRate requests a second from each other machine, in the long run; 0 for any number
 */
record HttpLimits(
    int maxBytes, int maxRequests, long timeLimitMillis, int localRate, int remoteRate) {

  HttpLimits {
    require("maxBytes", maxBytes, 1);
    require("maxRequests", maxRequests, 1);
    require("timeLimitMillis", timeLimitMillis, 1);
    require("localRate", localRate, 0);
    require("remoteRate", remoteRate, 0);
  }

  private static void require(String name, long value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ", but is " + value);
    }
  }
}
