package org.edgestill.distiller.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a student is trained for: what each term of the loss weighs, 0 for a term that is left out.
 *
 * @param hard cross-entropy with the item that came
 * @param response cross-entropy with the teacher's distribution over its best items at a
 *     temperature (Hinton et al., "Distilling the Knowledge in a Neural Network", 2015)
 * @param hint a linear map to the teacher's hidden state: FitNets, {@link HintTerm}
 * @param experts several maps of which the teacher's state chooses: DE, {@link ExpertsTerm}
 * @param ranking the order of the teacher's best items: RRD, {@link RankingTerm}
 * @param topology who is like whom: topology distillation, {@link TopologyTerm}
 */
public record LossWeights(
    double hard, double response, double hint, double experts, double ranking, double topology) {

  private static final Logger LOG = LoggerFactory.getLogger(LossWeights.class);

  /** No teacher. */
  public static final LossWeights ALONE = new LossWeights(1, 0, 0, 0, 0, 0);

  public LossWeights {
    require("hard", hard);
    require("response", response);
    require("hint", hint);
    require("experts", experts);
    require("ranking", ranking);
    require("topology", topology);
    if (hard + response + ranking == 0) {
      throw new IllegalArgumentException(
          "one of hard, response and ranking must be above 0: the others shape hidden states and"
              + " leave what items score to chance");
    }
  }

  private static void require(String name, double weight) {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be 0 or more, but is " + weight);
    }
  }

  /** Whether any term asks a teacher. */
  public boolean needsTeacher() {
    return response + hint + experts + ranking + topology > 0;
  }

  /** The terms that weigh anything, in words: {@code hard 0.3, response 0.7}. */
  public String text() {
    Map<String, Double> all = new LinkedHashMap<>();
    all.put("hard", hard);
    all.put("response", response);
    all.put("hint", hint);
    all.put("experts", experts);
    all.put("ranking", ranking);
    all.put("topology", topology);
    return all.entrySet().stream()
        .filter(term -> term.getValue() > 0)
        .map(term -> term.getKey() + " " + term.getValue())
        .collect(Collectors.joining(", "));
  }

  /** A term and what it weighs. */
  record Weighted(LossTerm term, double weight) {}

  /**
   * The terms besides the softmax ones.
   *
   * @param teacherWidth of the teacher's hidden states; 0 if it has none, as when a fusion gives
   *     its networks no weight: then what needs them is left out, with a warning
   */
  List<Weighted> terms(int items, int width, int teacherWidth) {
    boolean states = teacherWidth > 0;
    if (!states && hint + experts + topology > 0) {
      LOG.warn("the teacher has no hidden states: hint, experts and topology are left out");
    }
    List<Weighted> terms = new ArrayList<>();
    if (states && hint > 0) {
      terms.add(new Weighted(new HintTerm(width, teacherWidth), hint));
    }
    if (states && experts > 0) {
      terms.add(new Weighted(new ExpertsTerm(width, teacherWidth), experts));
    }
    if (ranking > 0) {
      terms.add(new Weighted(new RankingTerm(items), ranking));
    }
    if (states && topology > 0) {
      terms.add(new Weighted(new TopologyTerm(), topology));
    }
    return terms;
  }
}
