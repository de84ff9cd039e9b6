package org.edgestill.features.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one file in service whatever happens to it: executes jobs with one commit for all of them,
 * opens the file anew when it failed, writes it anew when it grew or must not hold what was
 * removed.
 *
 * <p>All but {@link #read} is called by the one thread that owns the directory's lock.
 */
final class StoreEngine {

  private static final Logger LOG = LoggerFactory.getLogger(StoreEngine.class);

  private static final long SLACK_BYTES = 8L << 20;
  private static final int GROWTH = 3;
  private static final long REWRITE_RETRY_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final StoreDirectory directory;
  private final StoreSettings settings;
  private final long slackBytes;
  private final ReadWriteLock inUse = new ReentrantReadWriteLock();
  private volatile @Nullable BehaviourFile file;
  private boolean suspect;
  private boolean failing;
  private boolean full;
  private boolean rewriteFailed;
  private long rewriteFailedAt;

  StoreEngine(StoreDirectory directory, StoreSettings settings) {
    this(directory, settings, SLACK_BYTES);
  }

  /**
   * An engine.
   *
   * @param slackBytes a file of up to this size is never written anew for its size
   */
  StoreEngine(StoreDirectory directory, StoreSettings settings, long slackBytes) {
    this.directory = directory;
    this.settings = settings;
    this.slackBytes = slackBytes;
  }

  /** Opens the file and finishes what a crash interrupted. */
  StoreEngine open() throws IOException {
    try {
      execute(current(), List.of());
      return this;
    } catch (RuntimeException e) {
      abandon(e);
      throw e;
    }
  }

  /** Executes jobs. Never throws: a failure is passed on to each of them. */
  void execute(List<Job<?>> jobs) {
    try {
      try {
        execute(current(), jobs);
      } catch (RuntimeException e) {
        // The file may be as good as ever: an interrupted reader closes its channel.
        abandon(e);
        execute(current(), jobs);
      }
      if (failing) {
        failing = false;
        LOG.info("The behaviour store works again");
      }
    } catch (IOException | RuntimeException | Error e) {
      abandon(e);
      if (!failing) {
        failing = true;
        LOG.warn("The behaviour store fails, and is tried again with the next event: {}", text(e));
      }
      jobs.forEach(job -> job.fail(e));
    }
  }

  private void execute(BehaviourFile on, List<Job<?>> jobs) {
    List<Runnable> durable = new ArrayList<>();
    List<Runnable> erased = new ArrayList<>();
    for (Job<?> job : jobs) {
      (job.erases() ? erased : durable).add(job.on(on));
    }
    evict(on);
    on.commit();
    durable.forEach(Runnable::run);
    if (mustRewrite(on, !erased.isEmpty())) {
      rewrite(on, jobs);
    }
    erased.forEach(Runnable::run);
  }

  private void evict(BehaviourFile on) {
    if (on.evictBeyond(settings.maxUsers()) > 0 && !full) {
      full = true;
      LOG.warn(
          "The behaviour store holds maxUsers = {} users; from now on the longest idle make room",
          settings.maxUsers());
    }
  }

  private boolean mustRewrite(BehaviourFile on, boolean asked) {
    if (on.isErasing()) {
      return asked || mayRetryRewrite();
    }
    return on.size() > slackBytes + GROWTH * on.compactSize() && mayRetryRewrite();
  }

  private boolean mayRetryRewrite() {
    return !rewriteFailed || System.nanoTime() - rewriteFailedAt > REWRITE_RETRY_NANOS;
  }

  /** What is committed stays committed, so a failure only concerns the jobs that erase. */
  private void rewrite(BehaviourFile on, List<Job<?>> jobs) {
    long before = on.size();
    long start = System.nanoTime();
    try {
      directory.rewrite(on, fresh -> replace(on, fresh));
      rewriteFailed = false;
      LOG.info(
          "The behaviour store was written anew in {} ms: {} KiB became {} KiB",
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
          before >> 10,
          size() >> 10);
    } catch (IOException | RuntimeException e) {
      rewriteFailed = true;
      rewriteFailedAt = System.nanoTime();
      LOG.warn("The behaviour store could not be written anew, retry in 1 min: {}", text(e));
      abandon(e);
      jobs.stream().filter(Job::erases).forEach(job -> job.fail(e));
    }
  }

  private long size() {
    BehaviourFile now = file;
    return now == null ? 0 : now.size();
  }

  /**
   * Reads on the caller's thread.
   *
   * @throws RuntimeException if there is no file now, or it can not be read
   */
  <T> T read(Function<BehaviourFile, T> query) {
    inUse.readLock().lock();
    try {
      BehaviourFile now = file;
      if (now == null) {
        throw new IllegalStateException("the file is not open");
      }
      return query.apply(now);
    } finally {
      inUse.readLock().unlock();
    }
  }

  /** Closes the file; a file that can not be closed properly is as after a crash. */
  void close() {
    BehaviourFile last = file;
    put(null);
    if (last != null) {
      try {
        last.close();
      } catch (RuntimeException e) {
        LOG.warn("The behaviour store was not closed properly: {}", text(e));
        last.abandon();
      }
    }
  }

  private BehaviourFile current() throws IOException {
    BehaviourFile now = file;
    if (now == null) {
      now = directory.open(suspect);
      suspect = false;
      put(now);
    }
    return now;
  }

  private void replace(BehaviourFile old, BehaviourFile fresh) {
    put(fresh);
    old.abandon();
  }

  /** Gives up a file that failed; the next one to need it opens it again. */
  private void abandon(Throwable why) {
    suspect |= why instanceof RuntimeException e && BehaviourFile.isCorrupt(e);
    BehaviourFile broken = file;
    put(null);
    if (broken != null) {
      broken.abandon();
    }
  }

  /** Waits for the readers of the file before. */
  private void put(@Nullable BehaviourFile next) {
    inUse.writeLock().lock();
    try {
      file = next;
    } finally {
      inUse.writeLock().unlock();
    }
  }

  /** The innermost reason, for instance that there is no space left on the device. */
  static String text(Throwable e) {
    Throwable inner = e;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner.getMessage() == null ? inner.toString() : inner.getMessage();
  }
}
