package org.edgestill.operations.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.timeline.Timeline;
import org.edgestill.api.timeline.TimelineEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded timeline in memory and in a file. Whoever adds never waits for the disk: one thread
 * writes. A timeline that can not be stored goes on in memory.
 */
final class StoredTimeline implements Timeline, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StoredTimeline.class);
  private static final long CLOSE_PATIENCE_SECONDS = 5;

  private final int kept;
  private final TimelineFile file;
  private final Deque<TimelineEntry> entries = new ArrayDeque<>(); // oldest first; guards itself
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "edgestill-timeline");
            thread.setDaemon(true);
            return thread;
          });
  private boolean failing; // by the writer only

  /**
   * A timeline. What the file holds is read by the thread that writes, and is there a moment later.
   *
   * @param kept how many entries are kept, at least 1
   */
  StoredTimeline(Path path, int kept) {
    this.kept = kept;
    file = new TimelineFile(path, kept);
    writer.execute(() -> open(path));
  }

  private void open(Path path) {
    try {
      List<TimelineEntry> before = new ArrayList<>(file.open());
      Collections.reverse(before);
      synchronized (entries) {
        before.stream().limit(kept - entries.size()).forEach(entries::addFirst);
      }
    } catch (IOException e) {
      LOG.warn("The timeline {} can not be used, it starts empty: {}", path, e.toString());
    }
  }

  /** Adds an entry; never blocks on the disk. */
  void add(TimelineEntry entry) {
    List<TimelineEntry> all;
    synchronized (entries) {
      entries.addLast(entry);
      if (entries.size() > kept) {
        entries.removeFirst();
      }
      all = List.copyOf(entries);
      try {
        writer.execute(() -> store(entry, all));
      } catch (RejectedExecutionException closed) {
        LOG.debug("An entry came after the end of the timeline");
      }
    }
  }

  private void store(TimelineEntry entry, List<TimelineEntry> all) {
    try {
      file.append(entry, all);
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        failing = true;
        LOG.warn("The timeline can not be stored for now: {}", e.toString());
      }
    }
  }

  @Override
  public List<TimelineEntry> newest(int limit) {
    List<TimelineEntry> all;
    synchronized (entries) {
      all = new ArrayList<>(entries);
    }
    Collections.reverse(all);
    return List.copyOf(all.subList(0, Math.min(Math.max(1, limit), all.size())));
  }

  /** Stores what was added before. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("The timeline is still being stored after {} s", CLOSE_PATIENCE_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the writer ends without us
    }
  }
}
