package org.edgestill.distiller.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.edgestill.api.features.FeatureSchema;

/**
 * Sequences of numbers, split by leave-one-out: of each user with at least {@value #MIN_FOR_SPLIT}
 * events the last is the test target and the last but one is the validation target; everything
 * before is for training. Users with fewer events are for training only.
 *
 * <p>Nothing of the validation and test events reaches the training side: {@link #train} does not
 * hold them and {@link Items#popularity} does not count them. External user identifiers are not
 * kept. Immutable, thread-safe.
 */
public final class Dataset {

  /** With fewer events a user could not be left anything to learn from. */
  public static final int MIN_FOR_SPLIT = 3;

  private final FeatureSchema schema;
  private final Items items;
  private final List<Sequence> all;
  private final List<Sequence> train;
  private final String hash;

  /**
   * A data set.
   *
   * @param sequences all events of each user, the targets included
   * @param items with popularity counted on the training events
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Dataset(FeatureSchema schema, Items items, List<Sequence> sequences) {
    this.schema = schema;
    this.items = items;
    this.all = List.copyOf(sequences);
    this.train = new ArrayList<>(all.size());
    for (Sequence sequence : all) {
      requireRange("item", sequence.items(), items.size());
      requireRange("behaviour", sequence.behaviours(), schema.behaviourCodes() - 1);
      requireRange("gap", sequence.gaps(), schema.gapCodes() - 1);
      train.add(sequence.first(trainLength(sequence.length())));
    }
    this.hash = DatasetHash.of(schema, items, all);
  }

  /** How many events of a sequence are for training. */
  public static int trainLength(int length) {
    return length < MIN_FOR_SPLIT ? length : length - 2;
  }

  /** How the events were encoded. */
  public FeatureSchema schema() {
    return schema;
  }

  /** How many users; they are numbered from 0. */
  public int users() {
    return all.size();
  }

  /** V, how many items; they are numbered 1 to V. */
  public int itemCount() {
    return items.size();
  }

  /** The items. */
  public Items items() {
    return items;
  }

  /** The events of a user that may be trained on. */
  public Sequence train(int user) {
    return train.get(user);
  }

  /** All events of a user, the targets included: for replaying a user, never for training. */
  public Sequence everything(int user) {
    return all.get(user);
  }

  /** The validation targets of a user, oldest first; none if the user has none. */
  public int[] validItems(int user) {
    return fromEnd(all.get(user).items(), 2);
  }

  /** The test targets of a user, oldest first; none if the user has none. */
  public int[] testItems(int user) {
    return fromEnd(all.get(user).items(), 1);
  }

  /** The behaviour codes of {@link #validItems}, one each. */
  public int[] validBehaviours(int user) {
    return fromEnd(all.get(user).behaviours(), 2);
  }

  /** The behaviour codes of {@link #testItems}, one each. */
  public int[] testBehaviours(int user) {
    return fromEnd(all.get(user).behaviours(), 1);
  }

  /** What is known before the validation target: the training events. */
  public Context validContext(int user) {
    return context(user, train.get(user).length());
  }

  /** What is known before the test target: the training events and the validation event. */
  public Context testContext(int user) {
    int length = all.get(user).length();
    return context(user, length < MIN_FOR_SPLIT ? length : length - 1);
  }

  /** How many training events there are. */
  public long trainEvents() {
    return train.stream().mapToLong(Sequence::length).sum();
  }

  /**
   * What makes this data and this split different from any other: SHA-256 over the schema, the item
   * identifiers and all sequences, as 64 lower-case hexadecimal digits.
   */
  public String hash() {
    return hash;
  }

  private static int[] fromEnd(int[] codes, int back) {
    return codes.length < MIN_FOR_SPLIT ? new int[0] : new int[] {codes[codes.length - back]};
  }

  private Context context(int user, int length) {
    Sequence sequence = all.get(user);
    return new Context(
        user,
        Arrays.copyOf(sequence.items(), length),
        Arrays.copyOf(sequence.behaviours(), length),
        Arrays.copyOf(sequence.gaps(), length));
  }

  private static void requireRange(String what, int[] codes, int max) {
    for (int code : codes) {
      if (code < 1 || code > max) {
        throw new IllegalArgumentException(
            "a sequence holds " + what + " " + code + ", but valid are 1 to " + max);
      }
    }
  }
}
