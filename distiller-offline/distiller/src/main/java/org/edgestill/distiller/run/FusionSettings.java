package org.edgestill.distiller.run;

import java.util.List;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.data.InputException;

/**
 * What joins the Transformer in the fused teacher, and what may be tried.
 *
 * @param markovWindows how many of the newest items the Markov chain looks at
 * @param markovDecays what one step further back is worth, 0 to 1
 * @param easeLambdas L2 weights of EASE; empty for no EASE
 * @param easeNewest how many of the newest items EASE looks at
 * @param weights of Markov and EASE, the Transformer having 1
 */
public record FusionSettings(
    List<Integer> markovWindows,
    List<Double> markovDecays,
    List<Double> easeLambdas,
    int easeNewest,
    List<Double> weights) {

  public FusionSettings {
    markovWindows = List.copyOf(markovWindows);
    markovDecays = List.copyOf(markovDecays);
    easeLambdas = List.copyOf(easeLambdas);
    weights = List.copyOf(weights);
    if (markovWindows.isEmpty() || markovDecays.isEmpty() || weights.isEmpty()) {
      throw new InputException(
          "fusion needs at least one of markovWindows, of markovDecays and of weights");
    }
    if (easeNewest < 1) {
      throw new InputException("fusion.easeNewest must be at least 1, but is " + easeNewest);
    }
  }

  /** Every window with every decay. */
  List<Markov.Settings> markovCandidates() {
    return markovWindows.stream()
        .flatMap(window -> markovDecays.stream().map(decay -> new Markov.Settings(window, decay)))
        .toList();
  }
}
