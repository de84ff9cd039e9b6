package org.edgestill.distiller.evaluate;

import java.util.Arrays;
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
    int[] items = this == VALIDATION ? data.validItems(user) : data.testItems(user);
    return items.length < 2 ? items : Arrays.stream(items).distinct().toArray();
  }
}
