package org.edgestill.api.timeline;

import java.util.List;

/**
 * The newest swaps, refusals, rollbacks and update states of a gateway; a bounded number of them
 * survives a restart. Nothing in it is about a user. A service. Thread-safe.
 */
public interface Timeline {

  /**
   * The newest entries, newest first.
   *
   * @param limit how many at most, at least 1
   */
  List<TimelineEntry> newest(int limit);
}
