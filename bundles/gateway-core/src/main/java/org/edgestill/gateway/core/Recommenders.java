package org.edgestill.gateway.core;

import java.time.Duration;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.edgestill.api.recommend.Recommender;
import org.edgestill.api.service.ServiceGate;
import org.edgestill.gateway.core.RejectedException.Code;
import org.jspecify.annotations.Nullable;

/**
 * The recommenders by the name of their model, each behind a {@link ServiceGate}. During a
 * replacement there may be two of one name: the one of the highest rank is asked. Thread-safe.
 */
public final class Recommenders {

  private final SortedMap<String, Slot> slots = new TreeMap<>();
  private Duration patience;

  /**
   * Without any recommender yet.
   *
   * @param patience how long a request waits for the successor of a stopped recommender
   */
  public Recommenders(Duration patience) {
    this.patience = patience;
  }

  /** Changes how long a request waits. */
  public synchronized void setPatience(Duration patience) {
    this.patience = patience;
    slots.values().forEach(slot -> slot.gate.setPatience(patience));
  }

  /**
   * A recommender came.
   *
   * @param rank comparable with the ranks of the others; the highest is asked
   */
  public synchronized void add(String model, Comparable<?> rank, Recommender recommender) {
    Slot slot = slots.computeIfAbsent(model, name -> new Slot(new ServiceGate<>(patience)));
    slot.present.put(rank, recommender);
    slot.gate.set(slot.present.lastEntry().getValue());
  }

  /** A recommender went. Its name stays known, because its successor is probably on its way. */
  public synchronized void remove(String model, Comparable<?> rank, Recommender recommender) {
    Slot slot = slots.get(model);
    if (slot == null) {
      return;
    }
    slot.present.remove(rank);
    if (slot.present.isEmpty()) {
      slot.gate.unset(recommender);
    } else {
      slot.gate.set(slot.present.lastEntry().getValue());
    }
  }

  /**
   * The gate to a model.
   *
   * @param model its name; {@code null} for the only one
   * @throws RejectedException with {@code UNKNOWN_MODEL}, {@code UNAVAILABLE} if there is none yet,
   *     or {@code INVALID} if there are several to choose from
   */
  public synchronized ServiceGate<Recommender> gate(@Nullable String model)
      throws RejectedException {
    if (model == null) {
      return only();
    }
    return Optional.ofNullable(slots.get(model))
        .orElseThrow(
            () ->
                new RejectedException(
                    Code.UNKNOWN_MODEL,
                    "there is no model '" + Json.clean(model) + "'; there are " + slots.keySet()))
        .gate;
  }

  private ServiceGate<Recommender> only() throws RejectedException {
    if (slots.isEmpty()) {
      throw new RejectedException(Code.UNAVAILABLE, "there is no recommender yet; try again later");
    }
    if (slots.size() > 1) {
      throw new RejectedException(
          Code.INVALID, "there are several models; name one with 'model': " + slots.keySet());
    }
    return slots.values().iterator().next().gate;
  }

  private static final class Slot {
    final ServiceGate<Recommender> gate;
    final NavigableMap<Object, Recommender> present = new TreeMap<>();

    Slot(ServiceGate<Recommender> gate) {
      this.gate = gate;
    }
  }
}
