package org.edgestill.distiller.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whether intervals and p-values say what they claim to say. */
class SignificanceTest {

  private static double[] noise(int users, double shift, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[users];
    Arrays.setAll(values, i -> shift + random.nextGaussian());
    return values;
  }

  @Test
  void aFewSignsAreCountedExactly() {
    // of the 8 signs of three equal differences two are as far from zero
    assertThat(PairedRandomisation.p(new double[] {1, 0, 1, 0, 1}, 3))
        .isCloseTo(0.25, within(0.02));
    assertThat(PairedRandomisation.p(new double[] {1, -1}, 3)).isEqualTo(1);
    assertThat(PairedRandomisation.p(new double[] {0, 0}, 3))
        .as("no difference at all")
        .isEqualTo(1);
  }

  @Test
  void pOfNothingIsUniformAndPOfSomethingIsSmall() {
    int below = 0;
    for (int trial = 0; trial < 100; trial++) {
      below += PairedRandomisation.p(noise(80, 0, trial), 1) < 0.2 ? 1 : 0;
    }
    assertThat(below).as("a fifth of them, binomial").isBetween(9, 33);
    assertThat(PairedRandomisation.p(noise(80, 0.6, 1), 1)).isLessThan(0.001);
  }

  @Test
  void intervalsHoldTheTruthAboutNineteenTimesInTwenty() {
    int held = 0;
    for (int trial = 0; trial < 100; trial++) {
      Measured measured = new Bootstrap(60, trial).mean(noise(60, 0.5, 1000 + trial));
      held += measured.low() <= 0.5 && 0.5 <= measured.high() ? 1 : 0;
    }
    assertThat(held).isBetween(87, 100);
  }

  @Test
  void seedsThatDisagreeWidenTheInterval() {
    double[] users = noise(200, 0, 5);
    double[][] alike = {users, users, users};
    double[][] apart = new double[3][];
    for (int s = 0; s < 3; s++) {
      double shift = s - 1;
      apart[s] = Arrays.stream(users).map(v -> v + shift).toArray();
    }
    SeedBootstrap bootstrap = new SeedBootstrap(200, 3, 1);
    Measured same = bootstrap.mean(alike);
    Measured different = bootstrap.mean(apart);
    assertThat(different.value()).isCloseTo(same.value(), within(1e-12));
    assertThat(different.high() - different.low()).isGreaterThan(3 * (same.high() - same.low()));
    Measured single = new Bootstrap(200, 1).mean(users);
    assertThat(same.low()).as("only users are left").isCloseTo(single.low(), within(1e-12));
  }
}
