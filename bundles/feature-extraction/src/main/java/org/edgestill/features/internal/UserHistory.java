package org.edgestill.features.internal;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.edgestill.api.behaviour.BehaviourEvent;

/**
 * The kept events of one user. Immutable, so that readers need no lock and no copy.
 *
 * @param activity rises with every append to the store: the smaller, the longer idle is the user
 * @param events oldest first, ordered by time and then by arrival
 */
record UserHistory(long activity, List<BehaviourEvent> events) {

  static final UserHistory EMPTY = new UserHistory(0, List.of());

  /** Whether this event is kept already: equal identifiers, or equal in all without one. */
  boolean holds(BehaviourEvent event) {
    for (BehaviourEvent kept : events) {
      boolean same = event.id() == null ? event.equals(kept) : event.id().equals(kept.id());
      if (same) {
        return true;
      }
    }
    return false;
  }

  /** With one more event in its place; of more than {@code limit} events the oldest goes. */
  UserHistory with(BehaviourEvent event, long newActivity, int limit) {
    int at = events.size();
    while (at > 0 && events.get(at - 1).timeMillis() > event.timeMillis()) {
      at--;
    }
    BehaviourEvent[] all = new BehaviourEvent[events.size() + 1];
    for (int i = 0; i < all.length; i++) {
      all[i] = i < at ? events.get(i) : i == at ? event : events.get(i - 1);
    }
    int surplus = Math.max(0, all.length - limit);
    return new UserHistory(newActivity, view(Arrays.copyOfRange(all, surplus, all.length)));
  }

  /** The newest events, oldest first. */
  List<BehaviourEvent> newest(int limit) {
    int surplus = Math.max(0, events.size() - limit);
    return surplus == 0 ? events : events.subList(surplus, events.size());
  }

  static List<BehaviourEvent> view(BehaviourEvent[] events) {
    return Collections.unmodifiableList(Arrays.asList(events));
  }
}
