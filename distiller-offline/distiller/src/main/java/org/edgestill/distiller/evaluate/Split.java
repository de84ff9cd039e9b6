package org.edgestill.distiller.evaluate;

import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;

/** Which target of each user is to be guessed. */
public enum Split {
  /** For choosing: early stopping, weights, regularisation. */
  VALIDATION,
  /** For reporting, once. */
  TEST;

  Context context(Dataset data, int user) {
    return this == VALIDATION ? data.validContext(user) : data.testContext(user);
  }

  int target(Dataset data, int user) {
    return this == VALIDATION ? data.validItem(user) : data.testItem(user);
  }
}
