package org.edgestill.testbed;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.BehaviourLog;

/** The last events of each of a few users, in memory: for when no disk is to be in the way. */
public final class MemoryLog implements BehaviourLog {

  private static final int EVENTS = 100;
  private static final int USERS = 1_000;

  private final Map<String, Deque<BehaviourEvent>> users = new HashMap<>();

  @Override
  public synchronized boolean append(BehaviourEvent event) {
    if (users.size() >= USERS) {
      users.clear();
    }
    Deque<BehaviourEvent> events = users.computeIfAbsent(event.user(), u -> new ArrayDeque<>());
    if (events.size() >= EVENTS) {
      events.removeFirst();
    }
    return events.add(event);
  }

  @Override
  public synchronized List<BehaviourEvent> history(String user, int limit) {
    List<BehaviourEvent> events = List.copyOf(users.getOrDefault(user, new ArrayDeque<>()));
    return events.subList(Math.max(0, events.size() - limit), events.size());
  }

  @Override
  public synchronized boolean forget(String user) {
    return users.remove(user) != null;
  }

  @Override
  public synchronized long userCount() {
    return users.size();
  }
}
