package org.edgestill.benchmarks.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.edgestill.load.Users;
import org.edgestill.testbed.RandomRelease;

/** Users whose behaviour is made up: the same seed gives the same. */
final class Visitors {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> BEHAVIOURS =
      List.of("view", "view", "view", "cart", "purchase");

  private final Random random;
  private final int items;

  /**
   * Of a catalogue.
   *
   * @param items how many it has
   */
  Visitors(long seed, int items) {
    this.random = new Random(seed);
    this.items = items;
  }

  /** The next event of a user, as the gateway takes it. */
  Map<String, Object> event(int user) {
    return Map.of(
        "user",
        Users.name(user),
        "item",
        RandomRelease.item(1 + random.nextInt(items)),
        "behaviour",
        BEHAVIOURS.get(random.nextInt(BEHAVIOURS.size())));
  }

  /**
   * Sends events of some users, so that each has a history.
   *
   * @param users from 0
   * @param each how many events of each
   */
  void arrive(Control gateway, int users, int each) throws Exception {
    List<Map<String, Object>> batch = new ArrayList<>();
    for (int i = 0; i < users * each; i++) {
      batch.add(event(i % users));
      if (batch.size() == 500 || i == users * each - 1) {
        gateway.post("/events", JSON.writeValueAsString(batch));
        batch.clear();
      }
    }
  }
}
