package org.edgestill.updates.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.carrier.Carrier.Subscription;
import org.edgestill.model.Digests;
import org.edgestill.updates.publisher.Topics;
import org.jspecify.annotations.Nullable;

/**
 * Fetches chunks by subscribing to a few of their topics at a time. A chunk that has the declared
 * length and digest is stored and its topic left; a wrong one is asked for again after the others;
 * a late one is asked for again. At most one payload of each subscribed topic is in memory.
 *
 * <p>For the engine's thread.
 */
final class ChunkWindow implements AutoCloseable {

  private static final byte[] NOTHING = new byte[0];

  /** A late chunk is not asked for more seldom than this many times the deadline. */
  private static final int MAX_PATIENCE = 16;

  /**
   * A chunk that is lacking.
   *
   * @param file SHA-256 of the whole file
   * @param number of the chunk, from 0
   * @param length in bytes
   * @param sha256 of the chunk; {@code null} if only the whole file's is known
   */
  record Wanted(String file, int number, int length, @Nullable String sha256) {}

  /** Takes chunks that are as declared. */
  @FunctionalInterface
  interface Sink {
    void store(Wanted chunk, byte[] payload) throws IOException;
  }

  private static final class Slot {
    final Wanted wanted;
    final int patience;
    final long deadline;
    final AtomicBoolean arrived = new AtomicBoolean();
    @Nullable Subscription subscription;

    Slot(Wanted wanted, int patience, long deadline) {
      this.wanted = wanted;
      this.patience = patience;
      this.deadline = deadline;
    }
  }

  private final Carrier carrier;
  private final Topics topics;
  private final Mailbox mailbox;
  private final int size;
  private final Duration deadline;
  private final Pace pace;
  private final Sink sink;
  private final TransferCount count;
  private final Deque<Wanted> lacking;
  private final Map<Wanted, Slot> asked = new HashMap<>();
  private final Map<String, Integer> troubles = new HashMap<>();
  private int bad;
  private int fetched;
  private @Nullable String lastBad;
  private @Nullable IOException failure;
  private boolean closed;

  ChunkWindow(
      Carrier carrier,
      Topics topics,
      Mailbox mailbox,
      UpdateSettings.Transfer settings,
      Pace pace,
      Collection<Wanted> lacking,
      Sink sink,
      TransferCount count) {
    this.carrier = carrier;
    this.topics = topics;
    this.mailbox = mailbox;
    this.size = settings.window();
    this.deadline = settings.chunkDeadline();
    this.pace = pace;
    this.sink = sink;
    this.count = count;
    this.lacking = new ArrayDeque<>(lacking);
  }

  /** Asks for as many chunks as the window and the pace allow. */
  void fill() {
    while (mayAsk() && pace.untilFree(System.nanoTime()) == 0) {
      ask(lacking.remove(), 1);
    }
  }

  private boolean mayAsk() {
    return !closed && asked.size() < size && !lacking.isEmpty();
  }

  boolean complete() {
    return lacking.isEmpty() && asked.isEmpty() && failure == null;
  }

  /** How many wrong chunks came. */
  int bad() {
    return bad;
  }

  /** How many right chunks came over the network. */
  int fetched() {
    return fetched;
  }

  /** What was wrong with the last wrong chunk. */
  String lastBad() {
    return String.valueOf(lastBad);
  }

  /** How many chunks of a file came wrong, or late though there was a connection. */
  int troubles(String file) {
    return troubles.getOrDefault(file, 0);
  }

  /**
   * Nothing if all is well.
   *
   * @throws IOException if a chunk could not be stored
   */
  void check() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Asks again for what is late, and for what the pace allows by now; returns when to do that next,
   * as {@link System#nanoTime}.
   */
  long askAgain(long now) {
    fill();
    long next = now + (mayAsk() ? pace.untilFree(now) : deadline.toNanos());
    for (Slot slot : new ArrayList<>(asked.values())) {
      if (slot.deadline - now <= 0) {
        leave(slot);
        if (carrier.connected()) {
          troubles.merge(slot.wanted.file(), 1, Integer::sum);
        }
        ask(slot.wanted, Math.min(slot.patience * 2, MAX_PATIENCE));
      } else if (slot.deadline - next < 0) {
        next = slot.deadline;
      }
    }
    return next;
  }

  @Override
  public void close() {
    closed = true;
    new ArrayList<>(asked.values()).forEach(this::leave);
  }

  private void ask(Wanted wanted, int patience) {
    long now = System.nanoTime();
    pace.spend(wanted.length(), now);
    Slot slot = new Slot(wanted, patience, now + deadline.toNanos() * patience);
    asked.put(wanted, slot);
    slot.subscription =
        carrier.subscribe(
            topics.chunk(wanted.file(), wanted.number()), m -> arrived(slot, m.payload()));
  }

  private void leave(Slot slot) {
    asked.remove(slot.wanted);
    if (slot.subscription != null) {
      slot.subscription.close();
    }
  }

  /** On the carrier's thread. An empty payload only says that the retained chunk was cleared. */
  private void arrived(Slot slot, byte[] payload) {
    if (payload.length > 0 && slot.arrived.compareAndSet(false, true)) {
      int length = payload.length;
      byte[] kept = length == slot.wanted.length() ? payload : NOTHING;
      mailbox.post(() -> received(slot, kept, length));
    }
  }

  private void received(Slot slot, byte[] payload, int length) {
    Wanted wanted = slot.wanted;
    if (closed || asked.get(wanted) != slot) {
      return;
    }
    leave(slot);
    String problem = problem(wanted, payload, length);
    if (problem == null) {
      try {
        sink.store(wanted, payload);
        fetched++;
        count.right(length);
      } catch (IOException e) {
        failure = e;
        return;
      }
    } else {
      bad++;
      troubles.merge(wanted.file(), 1, Integer::sum);
      count.wrong();
      lastBad = problem;
      lacking.addLast(wanted);
    }
    fill();
  }

  private static @Nullable String problem(Wanted wanted, byte[] payload, int length) {
    String chunk = "chunk " + wanted.number() + " of " + wanted.file().substring(0, 8);
    if (length != wanted.length()) {
      return chunk + " has " + length + " bytes instead of " + wanted.length();
    }
    if (wanted.sha256() != null && !Digests.sha256(payload).equals(wanted.sha256())) {
      return chunk + " does not have the SHA-256 of the manifest";
    }
    return null;
  }
}
