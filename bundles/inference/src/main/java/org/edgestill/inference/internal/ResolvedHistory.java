package org.edgestill.inference.internal;

import java.util.Arrays;
import java.util.List;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.features.ItemIndex;

/**
 * The events of a request with their item numbers, looked up once: the exclusion needs them, and
 * the feature extractor asks for them again. Of one request and one model; not thread-safe.
 */
final class ResolvedHistory implements ItemIndex {

  private final List<BehaviourEvent> events;
  private final ItemIndex catalogue;
  private final int[] numbers;
  private int next;

  ResolvedHistory(List<BehaviourEvent> events, ItemIndex catalogue) {
    this.events = events;
    this.catalogue = catalogue;
    numbers = new int[events.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = catalogue.indexOf(events.get(i).item());
    }
  }

  List<BehaviourEvent> events() {
    return events;
  }

  /**
   * The numbers of the items of all events, 0 for unknown ones, and room for more behind them.
   * Where there is no room it must not be written to.
   */
  int[] numbersAndRoomFor(int more) {
    return more == 0 ? numbers : Arrays.copyOf(numbers, numbers.length + more);
  }

  /** Extractors mostly ask in the order of the events; then nothing is looked up again. */
  @Override
  public int indexOf(String item) {
    for (int tries = 0; tries < 2 && numbers.length > 0; tries++) {
      int at = next % numbers.length;
      next = at + 1;
      if (events.get(at).item().equals(item)) {
        return numbers[at];
      }
    }
    return catalogue.indexOf(item);
  }

  @Override
  public String itemAt(int index) {
    return catalogue.itemAt(index);
  }

  @Override
  public int size() {
    return catalogue.size();
  }
}
