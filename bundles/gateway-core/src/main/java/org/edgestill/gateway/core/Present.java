package org.edgestill.gateway.core;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The services of one kind that are there, by name. During a replacement there may be two of one
 * name: the one that came last counts. Thread-safe.
 */
public final class Present<T> {

  private record Entry<T>(String name, T service) {}

  private final CopyOnWriteArrayList<Entry<T>> entries = new CopyOnWriteArrayList<>();

  /** A service came. */
  public void add(String name, T service) {
    entries.add(new Entry<>(name, service));
  }

  /** A service went. */
  public void remove(T service) {
    entries.removeIf(entry -> entry.service() == service);
  }

  /** Those that are there now, sorted by name. */
  public Map<String, T> byName() {
    Map<String, T> byName = new TreeMap<>();
    entries.forEach(entry -> byName.put(entry.name(), entry.service()));
    return byName;
  }
}
