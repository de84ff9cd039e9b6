package org.edgestill.updates.internal;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.model.ModelEvent;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.service.ServiceGate;
import org.edgestill.api.update.ModelUpdates;
import org.edgestill.api.update.Transferred;
import org.edgestill.api.update.UpdateListener;
import org.edgestill.api.update.UpdateState;
import org.edgestill.api.update.UpdateStatus;
import org.edgestill.trust.ReleaseTarget;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs an {@link UpdateEngine} on a thread of its own for as long as it is open, and answers for
 * it. What an engine needs may come late (the directory of a predecessor, the root file), so that
 * it is tried again and again.
 */
final class UpdateService implements ModelUpdates, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UpdateService.class);
  private static final Duration LOCK_PAUSE = Duration.ofMillis(100);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  /** Progress is not reported more often than this. */
  private static final Duration REPORT_PERIOD = Duration.ofSeconds(2);

  private final UpdateSettings settings;
  private final Carrier carrier;
  private final ServiceGate<ModelRegistry> gate;
  private final Staging.Writer writer;
  private final Clock clock;
  private final Consumer<ModelEvent> listener;
  private final UpdateListener follower;
  private final TransferCount count = new TransferCount();
  private final StatusReport report;
  private final RegistryCalls registry;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final Mailbox mailbox = new Mailbox();
  private final Thread thread;
  private volatile UpdateStatus status;
  private volatile @Nullable UpdateEngine engine;
  private long reportedNanos;
  private boolean recovered;

  UpdateService(
      UpdateSettings settings,
      Carrier carrier,
      ServiceGate<ModelRegistry> gate,
      Staging.Writer writer,
      Clock clock,
      Consumer<ModelEvent> listener,
      UpdateListener follower) {
    this.settings = settings;
    this.carrier = carrier;
    this.gate = gate;
    this.writer = writer;
    this.clock = clock;
    this.listener = listener;
    this.follower = follower;
    this.report = new StatusReport(carrier, settings);
    this.registry = new RegistryCalls(gate);
    this.status = new UpdateStatus(settings.modelName(), UpdateState.IDLE, 0, 0, 0, null);
    this.thread = new Thread(this::run, "edgestill-updates-" + settings.modelName());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  @Override
  public UpdateStatus status() {
    return status;
  }

  @Override
  public void check() {
    UpdateEngine current = engine;
    if (current != null) {
      current.check();
    }
  }

  @Override
  public Transferred transferred() {
    return count.now();
  }

  /** Lets the engine end after its present step, without waiting for that. */
  void stop() {
    stopped.complete(null);
    mailbox.post(() -> {});
  }

  /** As {@link #stop}, and waits for the end, for at most some seconds. */
  @Override
  public void close() {
    stop();
    try {
      thread.join(CLOSE_PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    int attempts = 0;
    try {
      while (!stopped.isDone()) {
        Optional<DirectoryLock> lock = tryLock();
        if (lock.isEmpty()) {
          pause(LOCK_PAUSE);
          continue;
        }
        try {
          runEngine(lock.get());
          attempts = 0;
        } catch (IOException | RuntimeException e) {
          cannotRun(e);
          attempts++;
        }
        if (!stopped.isDone()) {
          pause(settings.retryMin().multipliedBy(Math.min(attempts, 10)));
        }
      }
    } catch (InterruptedException e) {
      // nobody but us has this thread: it ends
    }
  }

  /** Says so once, and in the status for as long as it lasts. */
  private void cannotRun(Exception e) {
    String why = e.getMessage() == null ? e.toString() : e.getMessage();
    UpdateStatus last = status;
    if (!why.equals(last.problem())) {
      LOG.error("{}: updates do not run: {}", settings.modelName(), why);
    }
    status =
        new UpdateStatus(last.model(), last.state(), last.release(), 0, 0, last.lastRefusal(), why);
  }

  private Optional<DirectoryLock> tryLock() {
    try {
      return DirectoryLock.tryLock(settings.home());
    } catch (IOException e) {
      LOG.error("{} can not be used: {}", settings.home(), e.toString());
      return Optional.empty();
    }
  }

  private void runEngine(DirectoryLock lock) throws IOException, InterruptedException {
    try {
      UpdateEngine running =
          new UpdateEngine(
              settings,
              carrier,
              gate,
              writer,
              clock,
              listener,
              follower,
              this::report,
              mailbox,
              count,
              stopped);
      engine = running;
      running.recover(!recovered);
      recovered = true;
      running.run();
    } finally {
      engine = null;
      lock.close();
    }
  }

  private void pause(Duration pause) throws InterruptedException {
    try {
      stopped.get(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // goes on
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** On the engine's thread. Every transition is sent, progress now and then. */
  private void report(UpdateRecord record, boolean progress, long done, long total) {
    ReleaseTarget about = record.offer();
    long release = about == null ? 0 : about.release();
    status =
        new UpdateStatus(
            settings.modelName(), record.state(), release, done, total, record.lastRefusal());
    long now = System.nanoTime();
    if (!progress || now - reportedNanos >= REPORT_PERIOD.toNanos()) {
      reportedNanos = now;
      report.send(status, registry.activeNow(), clock.instant());
    }
  }
}
