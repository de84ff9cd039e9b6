package org.edgestill.api.service;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls a service that may be replaced at any time. While the service is there a call costs one
 * volatile read; a call that meets the gap of a replacement waits for the successor, for a bounded
 * time, instead of failing.
 *
 * <p>Feed it from a dynamic reference: {@code bind = gate::set}, {@code unbind = gate::unset}.
 *
 * @param <T> the service
 */
public final class ServiceGate<T> {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile Duration patience;
  private volatile @Nullable T current;

  /**
   * A gate without a service yet.
   *
   * @param patience how long a call waits for a service
   */
  public ServiceGate(Duration patience) {
    this.patience = patience;
  }

  /**
   * Changes how long a call waits for a service; calls that wait already wait as long as they would
   * have.
   */
  public void setPatience(Duration patience) {
    this.patience = patience;
  }

  /** A service came; it replaces the one before. */
  public void set(T service) {
    change(service);
  }

  /** A service went; ignored unless it is the current one. */
  public void unset(T service) {
    lock.lock();
    try {
      if (current == service) {
        change(null);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The service, if it is there now. */
  public Optional<T> now() {
    return Optional.ofNullable(current);
  }

  /**
   * Calls the service, waiting for it if need be. A service that answers with {@link
   * ServiceGoneException} is a gap too: its successor is called.
   *
   * @return the answer; empty if no service came in time, or if the waiting thread was interrupted
   *     (its interrupt status is then set)
   */
  public <R> Optional<R> call(Function<? super T, ? extends R> call) {
    T service = current;
    if (service != null) {
      try {
        return Optional.of(call.apply(service));
      } catch (ServiceGoneException gone) {
        // fall through to its successor
      }
    }
    return callSuccessor(service, call);
  }

  private <R> Optional<R> callSuccessor(@Nullable T gone, Function<? super T, ? extends R> call) {
    long deadline = System.nanoTime() + patience.toNanos();
    T last = gone;
    while (true) {
      T service = awaitOther(last, deadline);
      if (service == null) {
        return Optional.empty();
      }
      try {
        return Optional.of(call.apply(service));
      } catch (ServiceGoneException alsoGone) {
        last = service;
      }
    }
  }

  /** Waits for a service that is not the given one. */
  private @Nullable T awaitOther(@Nullable T gone, long deadline) {
    lock.lock();
    try {
      while (true) {
        T service = current;
        if (service != null && service != gone) {
          return service;
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return null;
        }
        changed.await(left, TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void change(@Nullable T service) {
    lock.lock();
    try {
      current = service;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
