package org.edgestill.benchmarks;

import java.util.List;

/**
 * Something that was looked at again and again.
 *
 * @param name unique in its part
 * @param unit of the values
 * @param minutes when it was looked at, since the beginning
 * @param values as many
 */
public record Series(String name, String unit, List<Double> minutes, List<Double> values) {
  public Series {
    minutes = List.copyOf(minutes);
    values = List.copyOf(values);
  }
}
