package org.edgestill.benchmarks.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.edgestill.benchmarks.Figure;

/** Collects what is measured in several rounds, by the names of the figures. */
final class Samples {
  private final Map<String, List<Double>> values = new LinkedHashMap<>();
  private final Map<String, String> units = new LinkedHashMap<>();

  void add(String name, String unit, double value) {
    values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    units.put(name, unit);
  }

  /** The figure of one name. */
  Figure figure(String name) {
    List<Double> samples = values.getOrDefault(name, List.of());
    return Figure.of(
        name,
        units.getOrDefault(name, ""),
        samples.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** All figures, in the order in which they were measured first. */
  List<Figure> figures() {
    return values.keySet().stream().map(this::figure).toList();
  }
}
