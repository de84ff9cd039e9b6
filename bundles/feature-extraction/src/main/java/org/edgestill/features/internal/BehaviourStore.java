package org.edgestill.features.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.behaviour.BehaviourLogException;
import org.edgestill.api.service.ServiceGoneException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The behaviour log in a directory of the gateway.
 *
 * <p>One thread owns the directory: it waits until a predecessor has given the directory back,
 * opens the file, and from then on takes all appends that wait, stores them with one commit and one
 * fsync, and lets their callers go (group commit). Readers read on their own thread.
 */
public final class BehaviourStore implements BehaviourLog, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BehaviourStore.class);
  private static final Duration LOCK_POLL = Duration.ofMillis(20);
  private static final Duration OPEN_RETRY = Duration.ofSeconds(2);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);
  private static final int MAX_BATCH = 256;
  private static final Job<Boolean> STOP = Job.of(file -> true);

  private final StoreSettings settings;
  private final StoreDirectory directory;
  private final StoreEngine engine;
  private final Consumer<BehaviourLog> opened;
  private final BlockingQueue<Job<?>> jobs = new LinkedBlockingQueue<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Object gate = new Object();
  private final Thread owner;
  private boolean waiting; // by the owner only
  private boolean closed; // guarded by gate: nothing is queued behind STOP

  private BehaviourStore(StoreSettings settings, Consumer<BehaviourLog> opened) {
    this.settings = settings;
    this.opened = opened;
    directory = new StoreDirectory(settings.directory());
    engine = new StoreEngine(directory, settings);
    owner = new Thread(this::own, "edgestill-behaviours");
    owner.setDaemon(true);
  }

  /**
   * Begins to open a store and returns at once.
   *
   * @param opened called once, on the store's own thread, when it can be used
   */
  public static BehaviourStore open(StoreSettings settings, Consumer<BehaviourLog> opened) {
    BehaviourStore store = new BehaviourStore(settings, opened);
    store.owner.start();
    return store;
  }

  @Override
  public boolean append(BehaviourEvent event) {
    return run(Job.of(file -> file.add(event, settings.eventsPerUser())));
  }

  @Override
  public int appendAll(List<BehaviourEvent> events) {
    List<BehaviourEvent> all = List.copyOf(events);
    return run(Job.of(file -> addAll(file, all)));
  }

  private int addAll(BehaviourFile file, List<BehaviourEvent> events) {
    int added = 0;
    for (BehaviourEvent event : events) {
      if (file.add(event, settings.eventsPerUser())) {
        added++;
      }
    }
    return added;
  }

  @Override
  public List<BehaviourEvent> history(String user, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, but is " + limit);
    }
    return read(file -> file.newest(user, limit));
  }

  @Override
  public boolean forget(String user) {
    return run(Job.erasing(file -> file.remove(user)));
  }

  @Override
  public long userCount() {
    return read(BehaviourFile::userCount);
  }

  @Override
  public OptionalLong sizeBytes() {
    return OptionalLong.of(read(BehaviourFile::size));
  }

  /** An interrupted thread would close the file for everybody, so the owner reads for it. */
  private <T> T read(Function<BehaviourFile, T> query) {
    if (!Thread.currentThread().isInterrupted()) {
      try {
        return engine.read(query);
      } catch (RuntimeException e) {
        LOG.debug("A read failed and is repeated by the owner of the file", e);
      }
    }
    return run(Job.of(query));
  }

  private <T> T run(Job<T> job) {
    synchronized (gate) {
      if (closed) {
        throw new ServiceGoneException("The behaviour store has been closed");
      }
      jobs.add(job);
    }
    try {
      return job.done().join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof ServiceGoneException) {
        throw new ServiceGoneException("The behaviour store has been closed");
      }
      throw new BehaviourLogException(
          "The behaviour store in " + settings.directory() + " failed: " + StoreEngine.text(cause),
          cause);
    }
  }

  /**
   * Finishes the appends that were called before, gives the directory back and returns. Later calls
   * get a {@link ServiceGoneException}.
   */
  @Override
  public void close() {
    synchronized (gate) {
      if (!closed) {
        closed = true;
        jobs.add(STOP);
      }
    }
    stopping.countDown();
    if (Thread.currentThread() == owner) {
      return; // closed by whom we told that we are open
    }
    try {
      owner.join(CLOSE_PATIENCE.toMillis());
      if (owner.isAlive()) {
        LOG.warn("The behaviour store is still closing after {}", CLOSE_PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the owner closes without us
    }
  }

  private void own() {
    try (DirectoryLock lock = insist(OPEN_RETRY, directory::lock)) {
      if (lock != null
          && insist(LOCK_POLL, () -> lock.tryTake() ? lock : waiting()) != null
          && insist(OPEN_RETRY, engine::open) != null) {
        opened.accept(this);
        serve();
      }
    } catch (IOException e) {
      LOG.warn("The behaviour store's directory was not given back: {}", e.getMessage());
    } catch (InterruptedException e) {
      LOG.warn("The behaviour store was interrupted and stops");
    } finally {
      refuseTheRest();
    }
  }

  private @Nullable DirectoryLock waiting() {
    if (!waiting) {
      waiting = true;
      LOG.info("The behaviour store {} is in use; waiting for it", settings.directory());
    }
    return null;
  }

  /** Tries until there is a result; {@code null} if the store is closed before. */
  private <T> @Nullable T insist(Duration pause, Attempt<T> attempt) throws InterruptedException {
    boolean said = false;
    do {
      try {
        T result = attempt.attempt();
        if (result != null) {
          return result;
        }
      } catch (IOException | RuntimeException e) {
        if (!said) {
          said = true;
          LOG.warn("The behaviour store can not be opened, trying again: {}", StoreEngine.text(e));
        }
      }
    } while (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    return null;
  }

  private interface Attempt<T> {
    @Nullable T attempt() throws IOException;
  }

  private void serve() throws InterruptedException {
    try {
      List<Job<?>> batch = new ArrayList<>();
      boolean stop = false;
      while (!stop) {
        batch.clear();
        batch.add(jobs.take());
        jobs.drainTo(batch, MAX_BATCH - 1);
        stop = batch.remove(STOP);
        if (!batch.isEmpty()) {
          engine.execute(batch);
        }
      }
    } finally {
      engine.close();
    }
  }

  /** Nobody may wait for an answer that does not come. */
  private void refuseTheRest() {
    synchronized (gate) {
      closed = true;
    }
    for (Job<?> job = jobs.poll(); job != null; job = jobs.poll()) {
      job.fail(new ServiceGoneException("closed"));
    }
  }
}
