package org.edgestill.distiller.baseline;

import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Scorer;

/** Scores every item by how often it occurs in the training events: the same list for everybody. */
public final class Popularity implements Scorer {

  private final int[] counts;

  public Popularity(Dataset data) {
    this.counts = data.items().popularity();
  }

  @Override
  public String name() {
    return "popularity";
  }

  @Override
  public long bytes() {
    return (counts.length - 1L) * Integer.BYTES;
  }

  @Override
  public void score(Context context, float[] scores) {
    for (int item = 0; item < scores.length; item++) {
      scores[item] = counts[item];
    }
  }
}
