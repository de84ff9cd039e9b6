package org.edgestill.features.internal;

import java.nio.file.Path;
import java.util.List;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;

/**
 * One MVStore file with the histories of all users. One thread writes, any thread reads.
 *
 * <p>A commit is one write at the end of the file or into space freed long ago, then fsync; the
 * newest complete commit is what the next opening finds.
 */
final class BehaviourFile implements AutoCloseable {

  private static final String FORMAT = "1";
  private static final String FORMAT_KEY = "format";
  private static final String ERASING_KEY = "erasing";
  private static final String COMPACT_BYTES_KEY = "compactBytes";

  private static final int CACHE_MIB = 8;
  // A history of 200 events has about 4 KB; larger pages would be rewritten for one event.
  private static final int PAGE_BYTES = 4 * 1024;
  // Space is used again this long after the commit that freed it. Every commit is forced to disk
  // before the next one starts, so anything longer than one commit is safe.
  private static final int RETENTION_MILLIS = 2_000;
  private static final int COPY_BATCH = 200;

  private final MVStore store;
  private final MVMap<String, UserHistory> users;
  private final MVMap<Long, String> idle;
  private final MVMap<String, String> state;

  private BehaviourFile(MVStore store) {
    this.store = store;
    users =
        store.openMap(
            "users",
            new MVMap.Builder<String, UserHistory>()
                .keyType(StringDataType.INSTANCE)
                .valueType(new UserHistoryType()));
    // From the longest idle user to the one active last.
    idle =
        store.openMap(
            "idle",
            new MVMap.Builder<Long, String>()
                .keyType(LongDataType.INSTANCE)
                .valueType(StringDataType.INSTANCE));
    state =
        store.openMap(
            "state",
            new MVMap.Builder<String, String>()
                .keyType(StringDataType.INSTANCE)
                .valueType(StringDataType.INSTANCE));
  }

  /**
   * Opens the file, or creates it.
   *
   * @throws MVStoreException if it can not be read; see {@link #isCorrupt}
   */
  static BehaviourFile open(Path path) {
    MVStore store =
        new MVStore.Builder()
            .fileName(path.toString())
            .autoCommitDisabled()
            .cacheSize(CACHE_MIB)
            .pageSplitSize(PAGE_BYTES)
            .compress()
            .open();
    try {
      store.setRetentionTime(RETENTION_MILLIS);
      store.setVersionsToKeep(0);
      BehaviourFile file = new BehaviourFile(store);
      file.checkFormat();
      return file;
    } catch (RuntimeException e) {
      store.closeImmediately();
      throw e;
    }
  }

  private void checkFormat() {
    String format = state.get(FORMAT_KEY);
    if (format == null && users.isEmpty()) {
      state.put(FORMAT_KEY, FORMAT);
      commit();
    } else if (!FORMAT.equals(format)) {
      throw DataUtils.newMVStoreException(
          DataUtils.ERROR_UNSUPPORTED_FORMAT, "Format {0} of another release", format);
    }
  }

  /** Whether a failure means that the content is damaged, rather than that a disk is full. */
  static boolean isCorrupt(RuntimeException failure) {
    if (failure instanceof MVStoreException e) {
      return switch (e.getErrorCode()) {
        case DataUtils.ERROR_READING_FAILED,
            DataUtils.ERROR_WRITING_FAILED,
            DataUtils.ERROR_CLOSED,
            DataUtils.ERROR_FILE_LOCKED ->
            false;
        default -> true;
      };
    }
    return true; // a page whose bytes make no sense fails in many ways
  }

  /**
   * Adds an event, not yet durably.
   *
   * @return whether it was not there
   */
  boolean add(BehaviourEvent event, int eventsPerUser) {
    UserHistory before = users.getOrDefault(event.user(), UserHistory.EMPTY);
    if (before.holds(event)) {
      return false;
    }
    Long last = idle.lastKey();
    long activity = last == null ? 1 : last + 1;
    if (before.activity() != 0) {
      idle.remove(before.activity());
    }
    idle.put(activity, event.user());
    users.put(event.user(), before.with(event, activity, eventsPerUser));
    return true;
  }

  /**
   * Drops the longest idle users, not yet durably.
   *
   * @return how many
   */
  int evictBeyond(int maxUsers) {
    int evicted = 0;
    while (users.sizeAsLong() > maxUsers) {
      Long longestIdle = idle.firstKey();
      users.remove(idle.remove(longestIdle));
      evicted++;
    }
    return evicted;
  }

  /**
   * Removes a user, not yet durably, and notes that the file has to be written anew because its old
   * pages still hold the user.
   *
   * @return whether there was one
   */
  boolean remove(String user) {
    UserHistory history = users.remove(user);
    if (history == null) {
      return false;
    }
    idle.remove(history.activity());
    state.put(ERASING_KEY, "true");
    return true;
  }

  /** Whether removed users are still in old pages of the file. */
  boolean isErasing() {
    return state.containsKey(ERASING_KEY);
  }

  /** Makes everything durable. */
  void commit() {
    if (store.hasUnsavedChanges()) {
      store.commit();
      store.sync();
    }
  }

  List<BehaviourEvent> newest(String user, int limit) {
    return users.getOrDefault(user, UserHistory.EMPTY).newest(limit);
  }

  long userCount() {
    return users.sizeAsLong();
  }

  /** The size of the file in bytes. */
  long size() {
    return store.getFileStore().size();
  }

  /** The size of the file when it was last written anew, 0 if it never was. */
  long compactSize() {
    return Long.parseLong(state.getOrDefault(COMPACT_BYTES_KEY, "0"));
  }

  /**
   * Reads everything.
   *
   * @throws RuntimeException if something is damaged
   */
  void verify() {
    Cursor<String, UserHistory> cursor = users.cursor(null);
    while (cursor.hasNext()) {
      String user = cursor.next();
      if (!user.equals(idle.get(cursor.getValue().activity()))) {
        throw DataUtils.newMVStoreException(
            DataUtils.ERROR_FILE_CORRUPT, "A history is missing from the order of activity");
      }
    }
  }

  /** Writes what is alive, and nothing else, to a new file. */
  void copyTo(Path path) {
    try (BehaviourFile copy = open(path)) {
      int uncommitted = 0;
      Cursor<String, UserHistory> cursor = users.cursor(null);
      while (cursor.hasNext()) {
        String user = cursor.next();
        UserHistory history = cursor.getValue();
        copy.users.append(user, history);
        copy.idle.put(history.activity(), user);
        if (++uncommitted % COPY_BATCH == 0) {
          copy.store.commit();
        }
      }
      copy.store.commit();
      copy.state.put(COMPACT_BYTES_KEY, Long.toString(copy.size()));
      copy.commit();
    }
  }

  /** Closes without compacting: that would keep a successor waiting. */
  @Override
  public void close() {
    store.close(0);
  }

  /** Closes a file that failed, without writing. */
  void abandon() {
    store.closeImmediately();
  }
}
