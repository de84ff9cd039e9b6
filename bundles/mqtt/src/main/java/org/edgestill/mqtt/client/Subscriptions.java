package org.edgestill.mqtt.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.edgestill.api.carrier.Carrier.MessageHandler;

/** Who wants which messages. Thread-safe; calls nobody. */
final class Subscriptions {

  /** One handler of one filter. */
  static final class Entry {
    final TopicFilter filter;
    final MessageHandler handler;
    volatile boolean open = true;

    Entry(TopicFilter filter, MessageHandler handler) {
      this.filter = filter;
      this.handler = handler;
    }
  }

  private final Map<String, List<Entry>> byFilter = new LinkedHashMap<>();

  /**
   * Those filters among {@link #byFilter} that have wildcards: the others are found by equality.
   */
  private final List<TopicFilter> wild = new ArrayList<>();

  synchronized Entry add(String filterText, MessageHandler handler) {
    Entry entry = new Entry(new TopicFilter(filterText), handler);
    List<Entry> entries = byFilter.get(filterText);
    if (entries == null) {
      entries = new ArrayList<>(1);
      byFilter.put(filterText, entries);
      if (isWild(filterText)) {
        wild.add(entry.filter);
      }
    }
    entries.add(entry);
    return entry;
  }

  /**
   * Removes an entry.
   *
   * @return whether it was the last one of its filter
   */
  synchronized boolean remove(Entry entry) {
    entry.open = false;
    String text = entry.filter.text();
    List<Entry> entries = byFilter.get(text);
    if (entries == null || !entries.remove(entry) || !entries.isEmpty()) {
      return false;
    }
    byFilter.remove(text);
    wild.removeIf(f -> f.text().equals(text));
    return true;
  }

  synchronized List<Entry> matching(String topic) {
    List<Entry> found = new ArrayList<>(1);
    List<Entry> exact = byFilter.get(topic);
    if (exact != null) {
      found.addAll(exact);
    }
    for (TopicFilter filter : wild) {
      List<Entry> entries = byFilter.get(filter.text());
      if (entries != null && filter.matches(topic)) {
        found.addAll(entries);
      }
    }
    return found;
  }

  synchronized List<String> filters() {
    return List.copyOf(byFilter.keySet());
  }

  private static boolean isWild(String filter) {
    return filter.indexOf('+') >= 0 || filter.indexOf('#') >= 0;
  }
}
