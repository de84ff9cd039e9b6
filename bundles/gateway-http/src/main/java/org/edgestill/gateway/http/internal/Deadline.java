package org.edgestill.gateway.http.internal;

import java.util.function.LongSupplier;

/**
 * Until when a request has to be answered.
 *
 * @param nanos gives the time, as {@link System#nanoTime}
 * @param end the time at which it is over
 */
record Deadline(LongSupplier nanos, long end) {

  static Deadline after(long limitNanos, LongSupplier nanos) {
    return new Deadline(nanos, nanos.getAsLong() + limitNanos);
  }

  boolean isOver() {
    return nanos.getAsLong() - end > 0;
  }
}
