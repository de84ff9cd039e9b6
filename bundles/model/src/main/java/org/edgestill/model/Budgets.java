package org.edgestill.model;

/**
 * What the distiller promises of a model on a gateway; probe and probation hold it to them.
 *
 * @param p99Micros the 99th percentile of the time to answer one request, in microseconds, at least
 *     1
 * @param memoryMiB the most memory that a session takes, in MiB, 1 to 1,048,576
 */
public record Budgets(long p99Micros, int memoryMiB) {

  /** One hour; a bound against nonsense. */
  static final long MAX_MICROS = 3_600_000_000L;

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if a component is out of its range
   */
  public Budgets {
    if (p99Micros < 1 || p99Micros > MAX_MICROS) {
      throw new IllegalArgumentException(
          "p99Micros must be 1 to " + MAX_MICROS + ", but is " + p99Micros);
    }
    if (memoryMiB < 1 || memoryMiB > Requirements.MAX_MEMORY_MIB) {
      throw new IllegalArgumentException(
          "memoryMiB must be 1 to " + Requirements.MAX_MEMORY_MIB + ", but is " + memoryMiB);
    }
  }
}
