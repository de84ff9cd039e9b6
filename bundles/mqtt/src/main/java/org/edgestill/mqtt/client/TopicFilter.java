package org.edgestill.mqtt.client;

/**
 * Whether a topic matches a topic filter (MQTT 3.1.1, section 4.7).
 *
 * @param text the filter as it was subscribed
 */
record TopicFilter(String text) {

  private static final int LONGEST = 65_535;

  TopicFilter {
    if (text.isEmpty() || text.length() > LONGEST || text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not an MQTT topic filter: '" + text + "'");
    }
    String[] levels = text.split("/", -1);
    for (int i = 0; i < levels.length; i++) {
      String level = levels[i];
      boolean lastHash = level.equals("#") && i == levels.length - 1;
      boolean wild = level.contains("#") || level.contains("+");
      if (wild && !lastHash && !level.equals("+")) {
        throw new IllegalArgumentException(
            "'+' and '#' must be alone in their level, '#' in the last one: '" + text + "'");
      }
    }
  }

  /** Checks a topic to publish to: no wildcards. */
  static String requireTopic(String topic) {
    if (topic.isEmpty() || topic.length() > LONGEST || !topic.chars().allMatch(c -> plain(c))) {
      throw new IllegalArgumentException("not an MQTT topic to publish to: '" + topic + "'");
    }
    return topic;
  }

  private static boolean plain(int c) {
    return c != 0 && c != '+' && c != '#';
  }

  /** Compares level by level without allocating: this runs for every message received. */
  boolean matches(String topic) {
    if (topic.startsWith("$") && (text.startsWith("+") || text.startsWith("#"))) {
      return false;
    }
    int f = 0;
    int t = 0;
    while (true) {
      int filterEnd = levelEnd(text, f);
      if (text.charAt(Math.min(f, text.length() - 1)) == '#' && f < text.length()) {
        return true;
      }
      int topicEnd = levelEnd(topic, t);
      boolean plus = filterEnd - f == 1 && text.charAt(f) == '+';
      boolean equal =
          filterEnd - f == topicEnd - t && text.regionMatches(f, topic, t, filterEnd - f);
      if (!plus && !equal) {
        return false;
      }
      boolean filterOver = filterEnd == text.length();
      boolean topicOver = topicEnd == topic.length();
      if (topicOver) {
        // "a/#" also matches its parent "a"
        return filterOver || text.startsWith("/#", filterEnd);
      }
      if (filterOver) {
        return false;
      }
      f = filterEnd + 1;
      t = topicEnd + 1;
    }
  }

  private static int levelEnd(String s, int from) {
    int slash = s.indexOf('/', from);
    return slash < 0 ? s.length() : slash;
  }
}
