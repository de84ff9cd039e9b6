package org.edgestill.load;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Puts load on something. */
public interface Load extends AutoCloseable {

  /**
   * Asks at a fixed rate, whether answers come or not, until something is over. Latency is counted
   * from the moment at which a request was due.
   *
   * @param rate requests a second
   * @param most how long at most
   * @param over asked every few milliseconds
   */
  Recorded open(double rate, Duration most, BooleanSupplier over) throws Exception;

  /** Asks without pause with a fixed number of clients: the most that can be done. */
  Recorded closed(Duration duration) throws Exception;

  @Override
  void close();
}
