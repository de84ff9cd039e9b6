package org.edgestill.distiller.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.features.FeatureSchema;

/**
 * Makes a data set of a behaviour log: cleaned, per-user order by time (ties in file order),
 * encoded, split.
 *
 * <p>Users are numbered in the order in which they come in the file; items in the order of their
 * first event in time, so that new items of a longer log come after the old ones.
 *
 * <p>A log without times has no gaps between events either. Its schema gets no bounds, so that a
 * gateway, which does know gaps, encodes all of them alike too.
 */
public final class Preparation {

  /** The encoder does not look at who the events are of. */
  private static final String SOMEBODY = "user";

  /** What came of it. */
  public record Prepared(Dataset data, DataCard card) {}

  private final DataSettings settings;
  private final FeatureSchema schema;
  private final Path folder;

  /**
   * A preparation.
   *
   * @param folder what the paths in the settings are relative to
   */
  public Preparation(DataSettings settings, FeatureSchema schema, Path folder) {
    this.settings = settings;
    this.schema =
        settings.events().timed()
            ? schema
            : new FeatureSchema(schema.sequenceLength(), schema.behaviours(), List.of());
    this.folder = folder;
  }

  /**
   * Reads and prepares.
   *
   * @throws InputException if the files can not be used, nothing is left of them, or the split
   *     leaks
   */
  public Prepared prepare() {
    EventReader.Result read =
        new EventReader(settings.events(), settings.filters().ratings(), folder).read();
    EventLog log = read.log();
    Cleaning cleaning = new Cleaning(log, settings);
    DataCard.Dropped dropped = cleaning.apply(read.otherRatings());
    BitSet rows = cleaning.rows();
    if (rows.isEmpty()) {
      throw nothingLeft(read.rows(), read.badRows(), dropped);
    }
    Histories histories = cleaning.histories();
    Partition partition = new Splitter(settings.split()).split(log, histories);
    Map<String, ItemDetails> details = ItemDetails.read(settings.items(), folder);
    Items items = items(log, rows, popularity(log, histories, partition), details);
    SequenceEncoder encoder = new SequenceEncoder(schema, items);
    List<Sequence> sequences = new ArrayList<>(histories.users());
    for (int user = 0; user < histories.users(); user++) {
      sequences.add(encoder.encode(events(log, histories.rows(user))));
    }
    Dataset data = new Dataset(schema, items, sequences, partition);
    LeakageCheck.require(data);
    List<DataCard.File> files = new ArrayList<>(read.files());
    if (settings.items().file() != null) {
      files.add(DataCard.File.of(folder.resolve(settings.items().file()), details.size()));
    }
    return new Prepared(data, new Survey(settings, data).card(files, read, dropped, rows));
  }

  private InputException nothingLeft(long read, long bad, DataCard.Dropped dropped) {
    return new InputException(
        ("%s has %,d rows, but nothing is left: %,d could not be used, %,d were repeated, %,d were"
                + " dropped by data.filters, %,d were of users or items with too few events; lower"
                + " data.core or take more data")
            .formatted(
                settings.events().file(),
                read,
                bad,
                dropped.repeated(),
                dropped.ratings()
                    + dropped.time()
                    + dropped.bots()
                    + dropped.userEvents()
                    + dropped.itemEvents(),
                dropped.core()));
  }

  /** How many training events each item has, by its number in the log. */
  private static int[] popularity(EventLog log, Histories histories, Partition partition) {
    int[] popularity = new int[log.itemNames.size()];
    for (int user = 0; user < histories.users(); user++) {
      int[] rows = histories.rows(user);
      for (int i = 0; i < partition.cuts().get(user).train(); i++) {
        popularity[log.item(rows[i])]++;
      }
    }
    return popularity;
  }

  private static Items items(
      EventLog log, BitSet rows, int[] popularity, Map<String, ItemDetails> details) {
    long[] first = new long[log.itemNames.size()];
    Arrays.fill(first, Long.MAX_VALUE);
    rows.stream()
        .forEach(row -> first[log.item(row)] = Math.min(first[log.item(row)], log.time(row)));
    List<Items.Item> items = new ArrayList<>();
    rows.stream()
        .map(log::item)
        .distinct()
        .boxed()
        .sorted(Comparator.comparingLong(item -> first[item]))
        .forEach(
            item -> {
              String id = log.itemNames.text(item);
              ItemDetails known = details.getOrDefault(id, ItemDetails.NONE);
              items.add(new Items.Item(id, known.title(), known.categories(), popularity[item]));
            });
    return new Items(items);
  }

  private static List<BehaviourEvent> events(EventLog log, int[] rows) {
    List<BehaviourEvent> events = new ArrayList<>(rows.length);
    for (int row : rows) {
      events.add(
          BehaviourEvent.of(
              SOMEBODY,
              log.itemNames.text(log.item(row)),
              log.behaviourNames.text(log.behaviour(row)),
              log.time(row)));
    }
    return events;
  }
}
