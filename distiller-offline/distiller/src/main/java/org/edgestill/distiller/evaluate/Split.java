package org.edgestill.distiller.evaluate;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;

/** Which targets of each user are to be guessed. */
public enum Split {
  /** For choosing: early stopping, weights, regularisation. */
  VALIDATION,
  /** For reporting, once. */
  TEST;

  /** What is known before them. */
  public Context context(Dataset data, int user) {
    return this == VALIDATION ? data.validContext(user) : data.testContext(user);
  }

  /** The items to guess, each once; none if the user has none. */
  public int[] targets(Dataset data, int user) {
    return Arrays.stream(items(data, user)).distinct().toArray();
  }

  /** The behaviour code of the first event of each of the {@link #targets}. */
  int[] behaviours(Dataset data, int user) {
    int[] items = items(data, user);
    int[] behaviours = this == VALIDATION ? data.validBehaviours(user) : data.testBehaviours(user);
    Set<Integer> met = new HashSet<>();
    return IntStream.range(0, items.length)
        .filter(i -> met.add(items[i]))
        .map(i -> behaviours[i])
        .toArray();
  }

  private int[] items(Dataset data, int user) {
    return this == VALIDATION ? data.validItems(user) : data.testItems(user);
  }
}
