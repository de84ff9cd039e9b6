package org.edgestill.distiller.report;

/**
 * A measured value in a plot.
 *
 * @param label what it is of
 * @param x where it is, or 0 if the plot has no such axis
 * @param value measured
 * @param low of its interval
 * @param high of its interval
 */
public record Point(String label, Series series, double x, double value, double low, double high) {

  /** In words. */
  String described() {
    return "%s: %s [%s, %s]"
        .formatted(label, Format.fixed(value, 4), Format.fixed(low, 4), Format.fixed(high, 4));
  }
}
