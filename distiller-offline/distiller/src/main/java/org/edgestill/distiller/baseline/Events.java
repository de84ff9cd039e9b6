package org.edgestill.distiller.baseline;

import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Split;

/** Which events a model counts. Test targets are never among them. */
public enum Events {
  /** For everything that is chosen, or stopped, by its quality on validation targets. */
  TRAINING {
    @Override
    public int[] items(Dataset data, int user) {
      return data.train(user).items();
    }
  },
  /** Once everything is chosen: what is known before the test targets. */
  TRAINING_AND_VALIDATION {
    @Override
    public int[] items(Dataset data, int user) {
      return Split.TEST.context(data, user).items();
    }
  };

  /** The items of one user, oldest first; shared, and not to be changed. */
  public abstract int[] items(Dataset data, int user);
}
