package org.edgestill.distiller.baseline;

import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.Sequence;
import org.edgestill.distiller.evaluate.Split;

/** Which events a model counts. Test targets are never among them. */
public enum Events {
  /** For everything that is chosen, or stopped, by its quality on validation targets. */
  TRAINING {
    @Override
    public Context of(Dataset data, int user) {
      Sequence train = data.train(user);
      return new Context(user, train.items(), train.behaviours(), train.gaps());
    }
  },
  /** Once everything is chosen: what is known before the test targets. */
  TRAINING_AND_VALIDATION {
    @Override
    public Context of(Dataset data, int user) {
      return Split.TEST.context(data, user);
    }
  };

  /** Those of one user. */
  public abstract Context of(Dataset data, int user);
}
