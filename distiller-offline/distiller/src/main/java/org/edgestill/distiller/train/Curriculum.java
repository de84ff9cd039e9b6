package org.edgestill.distiller.train;

import java.util.List;

/**
 * What a student is taught, from easy to hard: first what the teacher said early in its own
 * training, last what it says in the end. A student that is much smaller than its teacher can
 * follow the way there better than it can jump to its end (HetComp: Kang et al., "Distillation from
 * Heterogeneous Models for Top-K Recommendation", WWW 2023). HetComp moves each user on when the
 * student has caught up; here every stage has the same share of the epochs, so that what is learned
 * in an epoch depends on nothing but its number.
 *
 * @param stages at least one; all of the same data, and with as many items of each prediction
 */
public record Curriculum(List<Knowledge> stages) {

  public Curriculum {
    stages = List.copyOf(stages);
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("a curriculum needs at least one stage");
    }
  }

  /** Of one stage: what the teacher says in the end. */
  public static Curriculum of(Knowledge knowledge) {
    return new Curriculum(List.of(knowledge));
  }

  /** What the teacher says in the end. */
  public Knowledge last() {
    return stages.get(stages.size() - 1);
  }

  /**
   * What is taught in an epoch.
   *
   * @param number from 1
   * @param of how many there are at most
   */
  public Knowledge in(int number, int of) {
    return stages.get((number - 1) * stages.size() / of);
  }

  /** Names the data and the teacher at every stage. */
  public String fingerprint() {
    return String.join(" then ", stages.stream().map(Knowledge::fingerprint).toList());
  }
}
