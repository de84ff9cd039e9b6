package org.edgestill.distiller.run;

import java.util.ArrayList;
import java.util.List;
import org.edgestill.distiller.baseline.Ease;
import org.edgestill.distiller.baseline.Fusion;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Scorer;
import org.jspecify.annotations.Nullable;

/**
 * The teacher: the Transformer, a Markov chain and EASE, fused.
 *
 * @param fusion all as one model
 * @param markov the chain that was best on validation
 * @param ease {@code null} if it was left out
 * @param recipe how to make it again
 */
record FusedTeacher(Fusion fusion, Markov markov, @Nullable Ease ease, Recipe recipe) {

  private static final String NAME = "teacher";

  /**
   * How to make it again from the same data.
   *
   * @param markov what the chain is made of
   * @param markovWeight its weight, the Transformer having 1
   * @param easeLambda 0 if EASE was left out
   * @param easeNewest how many of the newest items it looks at
   * @param easeWeight its weight, 0 if it was left out
   * @param description the same in words
   */
  record Recipe(
      Markov.Settings markov,
      double markovWeight,
      double easeLambda,
      int easeNewest,
      double easeWeight,
      String description) {}

  /** Picks chain, lambda and weights on validation. */
  static FusedTeacher fit(Dataset data, Scorer transformer, FusionSettings settings) {
    Markov markov = Markov.fit(data, settings.markovCandidates());
    Ease ease =
        settings.easeLambdas().isEmpty()
            ? null
            : Ease.fit(data, settings.easeLambdas(), settings.easeNewest());
    Fusion fusion =
        Fusion.fit(NAME, data, parts(transformer, markov, 1, ease, 1), settings.weights());
    double easeWeight = ease == null ? 0 : fusion.parts().get(2).weight();
    Recipe recipe =
        new Recipe(
            markov.settings(),
            fusion.parts().get(1).weight(),
            ease == null ? 0 : ease.lambda(),
            settings.easeNewest(),
            easeWeight,
            fusion.description());
    return new FusedTeacher(fusion, markov, ease, recipe);
  }

  /** Makes it again. */
  static FusedTeacher of(Dataset data, Scorer transformer, Recipe recipe) {
    Markov markov = Markov.fit(data, List.of(recipe.markov()));
    Ease ease =
        recipe.easeLambda() == 0
            ? null
            : Ease.learn(data, recipe.easeLambda()).newest(recipe.easeNewest());
    List<Fusion.Part> parts =
        parts(transformer, markov, recipe.markovWeight(), ease, recipe.easeWeight());
    return new FusedTeacher(new Fusion(NAME, parts), markov, ease, recipe);
  }

  private static List<Fusion.Part> parts(
      Scorer transformer,
      Markov markov,
      double markovWeight,
      @Nullable Ease ease,
      double easeWeight) {
    List<Fusion.Part> parts = new ArrayList<>();
    parts.add(new Fusion.Part(transformer, Fusion.Shape.AS_IS, 1));
    parts.add(new Fusion.Part(markov, Fusion.Shape.ROOT, markovWeight));
    if (ease != null) {
      parts.add(new Fusion.Part(ease, Fusion.Shape.AS_IS, easeWeight));
    }
    return parts;
  }
}
