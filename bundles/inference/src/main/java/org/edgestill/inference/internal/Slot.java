package org.edgestill.inference.internal;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.edgestill.api.service.ServiceGoneException;
import org.jspecify.annotations.Nullable;

/**
 * Holds what serves now, and lets it be replaced while it is used. A user takes a lease; what was
 * replaced is closed by the end of its last lease, on the thread that ends it, and never before:
 * closing an ONNX Runtime session while it runs crashes the JVM.
 *
 * <p>Taking and ending a lease is lock-free; only replacing takes a lock.
 *
 * @param <T> what serves
 */
final class Slot<T extends Slot.Resource> {

  /** Something that is closed once, when nobody uses it any more. */
  interface Resource {
    void close();
  }

  /** The right to use what served when the lease was taken. Not thread-safe; close it once. */
  static final class Lease<T extends Resource> implements AutoCloseable {
    private @Nullable Shared<T> shared;
    private final T value;

    private Lease(Shared<T> shared) {
      this.shared = shared;
      this.value = shared.value;
    }

    T value() {
      return value;
    }

    @Override
    public void close() {
      Shared<T> held = shared;
      if (held != null) {
        shared = null;
        held.release();
      }
    }
  }

  private final Set<Shared<T>> open = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Shared<T> current;
  private volatile boolean closed;

  /**
   * Takes a lease on what serves now.
   *
   * @return {@code null} if nothing does
   * @throws ServiceGoneException if the slot is closed
   */
  @Nullable Lease<T> acquire() {
    while (true) {
      Shared<T> shared = current;
      if (shared == null) {
        if (closed) {
          throw new ServiceGoneException("this recommender has been stopped; ask its successor");
        }
        return null;
      }
      if (shared.retain()) {
        return new Lease<>(shared);
      }
      // It was replaced and closed between the two lines above; what replaced it is there now.
    }
  }

  /** Puts something in service; it is closed at once if the slot is closed. */
  synchronized void put(T value) {
    Shared<T> next = new Shared<>(value, open);
    if (closed) {
      next.release();
      return;
    }
    Shared<T> last = current;
    current = next;
    if (last != null) {
      last.release();
    }
  }

  /** Refuses new leases; what serves is closed by the end of its last lease. */
  synchronized void close() {
    closed = true;
    Shared<T> last = current;
    current = null;
    if (last != null) {
      last.release();
    }
  }

  /**
   * Waits until everything that was ever replaced, or was in service when the slot closed, is
   * closed.
   *
   * @return whether that happened in time
   */
  boolean awaitClosed(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (Shared<T> shared : open) {
      if (!shared.done.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return false;
      }
    }
    return true;
  }

  private static final class Shared<T extends Resource> {
    private final T value;
    private final Set<Shared<T>> open;
    private final CountDownLatch done = new CountDownLatch(1);

    /** The slot's own reference, and one for each lease; 0 is final. */
    private final AtomicInteger references = new AtomicInteger(1);

    Shared(T value, Set<Shared<T>> open) {
      this.value = value;
      this.open = open;
      open.add(this);
    }

    boolean retain() {
      int count = references.get();
      while (count != 0) {
        if (references.compareAndSet(count, count + 1)) {
          return true;
        }
        count = references.get();
      }
      return false;
    }

    void release() {
      if (references.decrementAndGet() == 0) {
        try {
          value.close();
        } finally {
          open.remove(this);
          done.countDown();
        }
      }
    }
  }
}
