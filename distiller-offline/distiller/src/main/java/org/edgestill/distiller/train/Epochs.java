package org.edgestill.distiller.train;

/**
 * When a training ends: when validation gets no better, or after a number of epochs that such a
 * training has found, when there is nothing left to validate with.
 *
 * @param exactly how many epochs; 0 for as many as validation says
 */
public record Epochs(int exactly) {

  /** The best on validation, as the settings say. */
  public static final Epochs BEST = new Epochs(0);

  public Epochs {
    if (exactly < 0) {
      throw new IllegalArgumentException("epochs must not be negative, but are " + exactly);
    }
  }

  boolean best() {
    return exactly == 0;
  }
}
