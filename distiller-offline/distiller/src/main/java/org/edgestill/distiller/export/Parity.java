package org.edgestill.distiller.export;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.edgestill.distiller.data.Context;

/**
 * How near the shipped 8-bit student is to the same student in single precision.
 *
 * @param contexts how many were compared
 * @param overlap10 the mean share of the best ten that both have, 0 to 1
 * @param sameFirst the share of contexts with the same best item
 */
public record Parity(int contexts, double overlap10, double sameFirst) {

  private static final int TOP = 10;
  private static final int BATCH = 64;

  /** Asks both students about the same contexts. */
  public static Parity of(OnnxStudent precise, OnnxStudent shipped, List<Context> contexts) {
    double overlap = 0;
    int same = 0;
    for (int from = 0; from < contexts.size(); from += BATCH) {
      List<Context> batch = contexts.subList(from, Math.min(from + BATCH, contexts.size()));
      List<OnnxStudent.Answer> expected = precise.answer(batch);
      List<OnnxStudent.Answer> actual = shipped.answer(batch);
      for (int i = 0; i < batch.size(); i++) {
        overlap += overlap(expected.get(i).items(), actual.get(i).items());
        same += first(expected.get(i)) == first(actual.get(i)) ? 1 : 0;
      }
    }
    return new Parity(contexts.size(), overlap / contexts.size(), (double) same / contexts.size());
  }

  private static int first(OnnxStudent.Answer answer) {
    return answer.items().length == 0 ? 0 : answer.items()[0];
  }

  private static double overlap(int[] expected, int[] actual) {
    int count = Math.min(TOP, expected.length);
    if (count == 0) {
      return 1;
    }
    Set<Integer> best = new HashSet<>();
    Arrays.stream(expected, 0, count).forEach(best::add);
    return (double) Arrays.stream(actual).limit(TOP).filter(best::contains).count() / count;
  }
}
