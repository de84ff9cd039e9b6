package org.edgestill.inference.internal;

import ai.onnxruntime.OrtException;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    for (int i = 0; i < recent.size(); i++) {
      Map<Integer, Float> without = scoresWithout(recent.get(i));
      float lowest = without.values().stream().min(Float::compare).orElse(Float.NEGATIVE_INFINITY);
      for (int c = 0; c < losses.length; c++) {
        Candidate candidate = chosen.get(c);
        // what fell out of the ranking has lost this at least
        float left = without.getOrDefault(candidate.item(), lowest);
        losses[c][i] = Math.max(0, candidate.score() - left);
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

  /** The scores of the best items; none if nothing is left of the history. */
  private Map<Integer, Float> scoresWithout(int item) throws OrtException {
    String left = model.catalogue().itemAt(item);
    List<BehaviourEvent> rest =
        history.events().stream().filter(event -> !event.item().equals(left)).toList();
    Map<Integer, Float> scores = new HashMap<>();
    boolean some =
        model
            .feed()
            .call(
                extractor ->
                    extractor.encode(rest, model.schema(), model.catalogue(), buffers.features()))
            .filter(encoding -> encoding.encoded() > 0)
            .isPresent();
    if (some) {
      int[] excluded = exclusion.numbers();
      Ranked ranked = session.run(buffers, excluded, excluded.length, buffers.largestOutput());
      ranked.requireSound();
      for (int rank = 0; rank < ranked.size(); rank++) {
        if (ranked.score(rank) > Float.NEGATIVE_INFINITY) {
          scores.put(ranked.item(rank), ranked.score(rank));
        }
      }
    }
    return scores;
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
