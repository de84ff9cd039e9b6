package org.edgestill.distiller.data;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a data set is, in figures and warnings. Nothing personal, but for the values that {@code
 * badRowExamples} quotes.
 *
 * @param files what was read, the log's files in order and then that of the items
 * @param rowsRead in all files of the log
 * @param badRows rows that could not be used and were skipped
 * @param badRowExamples what was wrong with the first few, with file and line
 * @param dropped events that were left out on purpose
 * @param core k of the k-core
 * @param users how many remain; sessions if users were cut into sessions
 * @param items how many remain
 * @param events how many remain
 * @param sparsity share of user-item pairs without an event, 0 to 1
 * @param firstEvent ISO 8601; {@code null} if the log has no times
 * @param lastEvent ISO 8601; {@code null} if the log has no times
 * @param tiedEvents events at the same time as the one before or after it of the same user, so that
 *     their order is that of the file
 * @param shortestSequence events of the user with the fewest
 * @param medianSequence events of the median user
 * @param longestSequence events of the user with the most
 * @param eventsPerBehaviour remaining events by behaviour
 * @param titled items that have a title
 * @param split what is for training, validation and test
 * @param warnings what a reader of the figures should know, in words
 * @param hash {@link Dataset#hash()}
 */
public record DataCard(
    List<File> files,
    long rowsRead,
    long badRows,
    List<String> badRowExamples,
    Dropped dropped,
    int core,
    int users,
    int items,
    long events,
    double sparsity,
    @Nullable String firstEvent,
    @Nullable String lastEvent,
    long tiedEvents,
    int shortestSequence,
    int medianSequence,
    int longestSequence,
    SortedMap<String, Long> eventsPerBehaviour,
    int titled,
    Split split,
    List<String> warnings,
    String hash) {

  /**
   * A file that was read.
   *
   * @param name without its folder
   * @param rows how many it has
   * @param sha256 of the file as it is on the disk
   */
  public record File(String name, long rows, String sha256) {
    static File of(Path file, long rows) {
      return new File(String.valueOf(file.getFileName()), rows, DatasetHash.ofFile(file));
    }
  }

  /**
   * Events that were left out, by the rule that did it: see {@link Filters} and {@link
   * DataSettings#core}.
   *
   * @param ratings out of the range of ratings
   * @param time out of the range of time
   * @param repeated user, item, behaviour and time were there before
   * @param bots of users who are too fast
   * @param userEvents of users with too many
   * @param itemEvents of items with too many
   * @param core of users or items with too few
   */
  public record Dropped(
      long ratings,
      long time,
      long repeated,
      long bots,
      long userEvents,
      long itemEvents,
      long core) {}

  /**
   * What is for training, validation and test.
   *
   * @param by the rule
   * @param validationFrom ISO 8601; {@code null} with a rule that is not by time
   * @param testFrom likewise
   * @param trainEvents events for training
   * @param validationUsers how many users have validation targets
   * @param validationTargets how many there are
   * @param testUsers how many users have test targets
   * @param testTargets how many there are
   * @param coldUsers users without training events
   * @param coldItems items without training events
   * @param coldTestUsers cold users among those with test targets
   * @param coldTestTargets test targets that are cold items
   */
  public record Split(
      String by,
      @Nullable String validationFrom,
      @Nullable String testFrom,
      long trainEvents,
      int validationUsers,
      long validationTargets,
      int testUsers,
      long testTargets,
      int coldUsers,
      int coldItems,
      int coldTestUsers,
      long coldTestTargets) {}

  public DataCard {
    files = List.copyOf(files);
    badRowExamples = List.copyOf(badRowExamples);
    warnings = List.copyOf(warnings);
  }
}
