package org.edgestill.distiller.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.edgestill.api.features.FeatureSchema;

/**
 * Sequences of numbers, divided into training, validation and test by a {@link Partition}.
 *
 * <p>Nothing of the validation and test events reaches the training side: {@link #train} does not
 * hold them and {@link Items#popularity} does not count them. External user identifiers are not
 * kept. Immutable, thread-safe.
 */
public final class Dataset {

  private final FeatureSchema schema;
  private final Items items;
  private final List<Sequence> all;
  private final List<Sequence> train;
  private final Partition partition;
  private final String hash;

  /**
   * A data set that is divided by leave-one-out: of each user with at least {@value Cut#MIN_EVENTS}
   * events the last is the test target and the last but one is the validation target.
   *
   * @param sequences all events of each user, the targets included
   * @param items with popularity counted on the training events
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Dataset(FeatureSchema schema, Items items, List<Sequence> sequences) {
    this(schema, items, sequences, Partition.leaveOneOut(sequences));
  }

  /**
   * A data set.
   *
   * @param sequences all events of each user, the targets included
   * @param items with popularity counted on the training events
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Dataset(FeatureSchema schema, Items items, List<Sequence> sequences, Partition partition) {
    this.schema = schema;
    this.items = items;
    this.all = List.copyOf(sequences);
    this.partition = partition;
    if (partition.cuts().size() != all.size()) {
      throw new IllegalArgumentException(
          all.size() + " sequences need as many cuts, not " + partition.cuts().size());
    }
    this.train = new ArrayList<>(all.size());
    for (int user = 0; user < all.size(); user++) {
      Sequence sequence = all.get(user);
      requireRange("item", sequence.items(), items.size());
      requireRange("behaviour", sequence.behaviours(), schema.behaviourCodes() - 1);
      requireRange("gap", sequence.gaps(), schema.gapCodes() - 1);
      if (cut(user).test() > sequence.length()) {
        throw new IllegalArgumentException(
            cut(user) + " is beyond a sequence of " + sequence.length() + " events");
      }
      train.add(sequence.first(cut(user).train()));
    }
    this.hash = DatasetHash.of(schema, items, all, partition);
  }

  /**
   * The same events with the validation events for training, too, and no validation targets: what a
   * model is fitted to once everything has been chosen. The test targets stay what they are.
   */
  public Dataset withValidation() {
    List<Cut> cuts =
        partition.cuts().stream()
            .map(
                cut ->
                    new Cut(
                        cut.validationEnd(), cut.validationEnd(), cut.validationEnd(), cut.test()))
            .toList();
    int[] counts = new int[items.size() + 1];
    for (int user = 0; user < all.size(); user++) {
      for (int item : all.get(user).first(cuts.get(user).train()).items()) {
        counts[item]++;
      }
    }
    return new Dataset(
        schema,
        items.withPopularity(counts),
        all,
        new Partition(partition.by(), partition.validationFrom(), partition.testFrom(), cuts));
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

  /** What is for training, validation and test. */
  public Partition partition() {
    return partition;
  }

  /** The events of a user that may be trained on; none if the user is cold. */
  public Sequence train(int user) {
    return train.get(user);
  }

  /** All events of a user, the targets included: for replaying a user, never for training. */
  public Sequence everything(int user) {
    return all.get(user);
  }

  /** Whether a user has training events; the others are cold. */
  public boolean isWarmUser(int user) {
    return cut(user).train() > 0;
  }

  /**
   * Whether an item has training events; the others are cold: they are in the catalogue and may be
   * targets, but nothing could be learned about them.
   *
   * @param item 1 to V
   */
  public boolean isWarmItem(int item) {
    return items.get(item).popularity() > 0;
  }

  /** The validation targets of a user, oldest first; none if the user has none. */
  public int[] validItems(int user) {
    return validation(user, all.get(user).items());
  }

  /** The test targets of a user, oldest first; none if the user has none. */
  public int[] testItems(int user) {
    return test(user, all.get(user).items());
  }

  /** The behaviour codes of {@link #validItems}, one each. */
  public int[] validBehaviours(int user) {
    return validation(user, all.get(user).behaviours());
  }

  /** The behaviour codes of {@link #testItems}, one each. */
  public int[] testBehaviours(int user) {
    return test(user, all.get(user).behaviours());
  }

  /** What is known before the first validation target; may be empty. */
  public Context validContext(int user) {
    return context(user, cut(user).validation());
  }

  /** What is known before the first test target, validation events included; may be empty. */
  public Context testContext(int user) {
    return context(user, cut(user).test());
  }

  /** How many training events there are. */
  public long trainEvents() {
    return train.stream().mapToLong(Sequence::length).sum();
  }

  /**
   * What makes this data and this split different from any other: SHA-256 over the schema, the item
   * identifiers, all sequences and where they are divided, as 64 lower-case hexadecimal digits.
   */
  public String hash() {
    return hash;
  }

  private Cut cut(int user) {
    return partition.cuts().get(user);
  }

  private int[] validation(int user, int[] codes) {
    return Arrays.copyOfRange(codes, cut(user).validation(), cut(user).validationEnd());
  }

  private int[] test(int user, int[] codes) {
    return Arrays.copyOfRange(codes, cut(user).test(), codes.length);
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
