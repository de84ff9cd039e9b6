package org.edgestill.inference.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.BehaviourLog;

/** A behaviour log that keeps its events in memory. */
final class MemoryLog implements BehaviourLog {

  private final Map<String, List<BehaviourEvent>> events = new ConcurrentHashMap<>();

  @Override
  public boolean append(BehaviourEvent event) {
    events.merge(
        event.user(),
        List.of(event),
        (old, added) -> {
          List<BehaviourEvent> all = new ArrayList<>(old);
          all.addAll(added);
          return List.copyOf(all);
        });
    return true;
  }

  @Override
  public List<BehaviourEvent> history(String user, int limit) {
    List<BehaviourEvent> all = events.getOrDefault(user, List.of());
    return all.subList(Math.max(0, all.size() - limit), all.size());
  }

  @Override
  public boolean forget(String user) {
    return events.remove(user) != null;
  }

  @Override
  public long userCount() {
    return events.size();
  }
}
