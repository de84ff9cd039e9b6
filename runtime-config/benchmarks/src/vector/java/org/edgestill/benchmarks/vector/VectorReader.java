package org.edgestill.benchmarks.vector;

import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.edgestill.benchmarks.student.Reader;

/** Reads by the widest vectors, four at a time so that no addition waits for the one before. */
public final class VectorReader implements Reader {
  private static final VectorSpecies<Long> SPECIES = LongVector.SPECIES_PREFERRED;

  @Override
  public long sum(long[] values) {
    int lanes = SPECIES.length();
    LongVector a = LongVector.zero(SPECIES);
    LongVector b = a;
    LongVector c = a;
    LongVector d = a;
    for (int i = 0; i < values.length; i += 4 * lanes) {
      a = a.add(LongVector.fromArray(SPECIES, values, i));
      b = b.add(LongVector.fromArray(SPECIES, values, i + lanes));
      c = c.add(LongVector.fromArray(SPECIES, values, i + 2 * lanes));
      d = d.add(LongVector.fromArray(SPECIES, values, i + 3 * lanes));
    }
    return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
  }
}
