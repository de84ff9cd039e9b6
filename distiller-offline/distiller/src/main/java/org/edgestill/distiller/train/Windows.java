package org.edgestill.distiller.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.edgestill.distiller.baseline.BehaviourWeights;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.Sequence;

/**
 * Cuts training sequences into windows so that every event but a user's first is predicted exactly
 * once an epoch. Where the cuts fall is drawn anew each epoch, so every event is seen at many
 * positions. A window reaches back over events that another one predicts, so that no prediction has
 * less than {@code overlap} events to go by where the user has them.
 */
final class Windows {

  /**
   * One window: the events [from, to) are inputs; the event after each of [lossFrom, to) is
   * predicted.
   */
  record Window(int user, int from, int lossFrom, int to) {
    int length() {
      return to - from;
    }

    int predictions() {
      return to - lossFrom;
    }
  }

  /** Windows of about one length are batched together, so that little is padding. */
  private static final int BUCKET = 8;

  private final Dataset data;
  private final int length;
  private final int stride;
  private final int batchTokens;
  private final int[] offsets;

  /**
   * Windows over the training part of a data set.
   *
   * @param length the longest window
   * @param overlap how far windows reach back over one another, less than the length
   * @param batchTokens about how many events, padding included, make a batch
   */
  Windows(Dataset data, int length, int overlap, int batchTokens) {
    if (overlap < 0 || overlap >= length) {
      throw new IllegalArgumentException("overlap must be 0 to " + (length - 1) + ": " + overlap);
    }
    this.data = data;
    this.length = length;
    this.stride = length - overlap;
    this.batchTokens = batchTokens;
    this.offsets = offsets(data);
  }

  /** The number of the first position of each user; one longer than the users. */
  private static int[] offsets(Dataset data) {
    int[] offsets = new int[data.users() + 1];
    for (int user = 0; user < data.users(); user++) {
      offsets[user + 1] = offsets[user] + Math.max(0, data.train(user).length() - 1);
    }
    return offsets;
  }

  /** How many predictions there are in an epoch. */
  int positions() {
    return offsets[data.users()];
  }

  /** The number of a prediction, 0 to positions - 1: input event i of a user. */
  int position(int user, int event) {
    return offsets[user] + event;
  }

  /** The batches of one epoch, shuffled; the same seed and epoch give the same. */
  List<List<Window>> epoch(long seed, int epoch) {
    Random random = new Random(seed * 1_000_003L + epoch);
    List<Window> windows = new ArrayList<>();
    for (int user = 0; user < data.users(); user++) {
      cut(windows, user, data.train(user).length() - 1, 1 + random.nextInt(stride));
    }
    Collections.shuffle(windows, random);
    List<List<Window>> batches = batches(windows);
    Collections.shuffle(batches, random);
    return batches;
  }

  /** The batches in which every prediction has the most context, in a fixed order. */
  List<List<Window>> fixed() {
    List<Window> windows = new ArrayList<>();
    for (int user = 0; user < data.users(); user++) {
      cut(windows, user, data.train(user).length() - 1, stride);
    }
    return batches(windows);
  }

  private void cut(List<Window> windows, int user, int inputs, int firstCut) {
    int lossFrom = 0;
    int to = Math.min(firstCut, inputs);
    while (lossFrom < inputs) {
      windows.add(new Window(user, Math.max(0, to - length), lossFrom, to));
      lossFrom = to;
      to = Math.min(to + stride, inputs);
    }
  }

  private List<List<Window>> batches(List<Window> windows) {
    List<Window> sorted = new ArrayList<>(windows);
    sorted.sort(Comparator.comparingInt(window -> window.length() / BUCKET));
    List<List<Window>> batches = new ArrayList<>();
    List<Window> batch = new ArrayList<>();
    int longest = 0;
    for (Window window : sorted) {
      longest = Math.max(longest, window.length());
      if (!batch.isEmpty() && (batch.size() + 1) * longest > batchTokens) {
        batches.add(batch);
        batch = new ArrayList<>();
        longest = window.length();
      }
      batch.add(window);
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }

  /** The sequence that a window is cut from. */
  Sequence sequence(Window window) {
    return data.train(window.user());
  }

  /** The windows as they are fed to a network. */
  List<TokenBatch.Stretch> stretches(List<Window> windows) {
    List<TokenBatch.Stretch> stretches = new ArrayList<>(windows.size());
    for (Window window : windows) {
      Sequence sequence = data.train(window.user());
      stretches.add(
          new TokenBatch.Stretch(
              sequence.items(),
              sequence.behaviours(),
              sequence.gaps(),
              window.from(),
              window.to()));
    }
    return stretches;
  }

  /** What is predicted in a batch, and where. */
  Targets targets(List<Window> windows) {
    int length = windows.stream().mapToInt(Window::length).max().orElse(1);
    int count = windows.stream().mapToInt(Window::predictions).sum();
    Targets targets = new Targets(new long[count], new long[count], new int[count]);
    int next = 0;
    for (int row = 0; row < windows.size(); row++) {
      Window window = windows.get(row);
      int[] sequence = data.train(window.user()).items();
      for (int event = window.lossFrom(); event < window.to(); event++, next++) {
        targets.rows()[next] = (row + 1L) * length - (window.to() - event);
        targets.items()[next] = sequence[event + 1];
        targets.positions()[next] = position(window.user(), event);
      }
    }
    return targets;
  }

  /**
   * Some of what is predicted in a batch: each prediction is drawn as often as the behaviour that
   * is predicted weighs, against the one that weighs most. On average that weighs the loss, and
   * costs less than predicting what hardly counts.
   */
  Targets drawn(List<Window> windows, BehaviourWeights weights, Random random) {
    Targets all = targets(windows);
    boolean[] keep = new boolean[all.count()];
    int next = 0;
    for (Window window : windows) {
      int[] behaviours = data.train(window.user()).behaviours();
      for (int event = window.lossFrom(); event < window.to(); event++) {
        keep[next++] = random.nextFloat() * weights.most() < weights.of(behaviours[event + 1]);
      }
    }
    int[] kept = IntStream.range(0, keep.length).filter(i -> keep[i]).toArray();
    return new Targets(
        IntStream.of(kept).mapToLong(i -> all.rows()[i]).toArray(),
        IntStream.of(kept).mapToLong(i -> all.items()[i]).toArray(),
        IntStream.of(kept).map(i -> all.positions()[i]).toArray());
  }

  /**
   * The predictions of a batch, N of them.
   *
   * @param rows which of the B * T hidden states each is made from
   * @param items the item that came
   * @param positions the number of the prediction in the data set
   */
  @SuppressWarnings("ArrayRecordComponent") // identity is fine: targets are never compared
  record Targets(long[] rows, long[] items, int[] positions) {
    int count() {
      return rows.length;
    }
  }
}
