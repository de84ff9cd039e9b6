package org.edgestill.inference.internal;

import ai.onnxruntime.OrtException;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.recommend.Influence;
import org.edgestill.api.recommend.RecommendationResult.Explanation;

/**
 * Which items of a history weighed most for an answer, found out by leaving them out one at a time
 * ({@link Explanation#LEAVE_ONE_ITEM_OUT}): all events on one item are taken away, the student
 * scores the rest, and what a recommended item loses is that item's weight for it. It works with
 * any student, and costs a run for each of the newest {@value #LOOKED_AT} items.
 */
final class Ablation {

  /** Older items seldom count for much, and each costs a run. */
  private static final int LOOKED_AT = 10;

  /** Items that are ranked again each time, at least. */
  private static final int RANKED = 256;

  /** Influences that are named for each recommended item. */
  private static final int NAMED = 3;

  private final LoadedModel model;
  private final StudentSession session;
  private final RunBuffers buffers;
  private final ResolvedHistory history;
  private final Exclusion exclusion;

  Ablation(
      LoadedModel model,
      StudentSession session,
      RunBuffers buffers,
      ResolvedHistory history,
      Exclusion exclusion) {
    this.model = model;
    this.session = session;
    this.buffers = buffers;
    this.history = history;
    this.exclusion = exclusion;
  }

  /**
   * Explains. The features of the whole history are in the buffers, and others are afterwards.
   *
   * @return for each candidate the heaviest items of the history, heaviest first
   */
  List<List<Influence>> explain(List<Candidate> chosen) throws OrtException {
    List<Integer> recent = recent();
    double[][] losses = new double[chosen.size()][recent.size()];
    int[] items = chosen.stream().mapToInt(Candidate::item).toArray();
    for (int i = 0; i < recent.size(); i++) {
      float[] without = scoresWithout(recent.get(i), items);
      for (int c = 0; c < losses.length; c++) {
        losses[c][i] = Math.max(0, chosen.get(c).score() - without[c]);
      }
    }
    List<List<Influence>> explained = new ArrayList<>(losses.length);
    for (double[] loss : losses) {
      explained.add(heaviest(recent, loss));
    }
    return explained;
  }

  /** The newest items that were encoded, each once. */
  private List<Integer> recent() {
    LongBuffer items = buffers.features().items();
    Set<Integer> recent = new LinkedHashSet<>();
    for (int t = items.limit() - 1; t >= 0 && recent.size() < LOOKED_AT; t--) {
      if (items.get(t) != 0) {
        recent.add(Math.toIntExact(items.get(t)));
      }
    }
    return List.copyOf(recent);
  }

  /**
   * The scores of items without one of the history: of those that fall out of the ranking the
   * lowest in it, so that their loss is what it is at least; negative infinity if nothing is left.
   */
  private float[] scoresWithout(int left, int[] items) throws OrtException {
    float[] scores = new float[items.length];
    Arrays.fill(scores, Float.NEGATIVE_INFINITY);
    if (!encodeWithout(model.catalogue().itemAt(left))) {
      return scores;
    }
    int[] excluded = exclusion.numbers();
    int size = Math.min(buffers.largestOutput(), Math.max(RANKED, items.length));
    Ranked ranked = session.run(buffers, excluded, excluded.length, size);
    ranked.requireSound();
    for (int i = 0; i < items.length; i++) {
      scores[i] = scoreOf(items[i], ranked);
    }
    return scores;
  }

  private static float scoreOf(int item, Ranked ranked) {
    float lowest = Float.NEGATIVE_INFINITY;
    for (int rank = 0; rank < ranked.size(); rank++) {
      float score = ranked.score(rank);
      if (score == Float.NEGATIVE_INFINITY) {
        break;
      }
      lowest = score;
      if (ranked.item(rank) == item) {
        break;
      }
    }
    return lowest;
  }

  /** Whether anything is left. */
  private boolean encodeWithout(String left) {
    List<BehaviourEvent> rest =
        history.events().stream().filter(event -> !event.item().equals(left)).toList();
    return model
        .feed()
        .call(
            extractor ->
                extractor.encode(rest, model.schema(), model.catalogue(), buffers.features()))
        .filter(encoding -> encoding.encoded() > 0)
        .isPresent();
  }

  private List<Influence> heaviest(List<Integer> recent, double[] loss) {
    double sum = 0;
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < loss.length; i++) {
      if (loss[i] == Double.POSITIVE_INFINITY) {
        return List.of(influence(recent.get(i), 1)); // there is no other
      }
      sum += loss[i];
      if (loss[i] > 0) {
        order.add(i);
      }
    }
    order.sort(Comparator.comparingDouble((Integer i) -> loss[i]).reversed());
    double total = sum;
    return order.stream().limit(NAMED).map(i -> influence(recent.get(i), loss[i] / total)).toList();
  }

  private Influence influence(int item, double weight) {
    return new Influence(model.catalogue().itemAt(item), model.catalogue().titleAt(item), weight);
  }
}
