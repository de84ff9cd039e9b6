package org.edgestill.mqtt.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.edgestill.api.carrier.Message;
import org.jspecify.annotations.Nullable;

/**
 * What is sent and not yet acknowledged, and what waits for room in the window. Not thread-safe.
 */
final class Outbox {

  /** A message with the future of who sent it. */
  record Letter(Message message, CompletableFuture<Void> done) {}

  private final int window;
  private final int capacity;
  private final Set<Letter> unacknowledged = Collections.newSetFromMap(new IdentityHashMap<>());
  private final ArrayDeque<Letter> waiting = new ArrayDeque<>();

  Outbox(int window, int capacity) {
    this.window = window;
    this.capacity = capacity;
  }

  /** Whether one more message can be taken. */
  boolean hasRoom() {
    return unacknowledged.size() < window || waiting.size() < capacity;
  }

  void add(Letter letter) {
    waiting.add(letter);
  }

  /** The next message to send now; {@code null} if there is none or the window is full. */
  @Nullable Letter next() {
    if (unacknowledged.size() >= window) {
      return null;
    }
    Letter letter = waiting.poll();
    if (letter != null) {
      unacknowledged.add(letter);
    }
    return letter;
  }

  /** A sent message is acknowledged, or has failed. */
  void settled(Letter letter) {
    unacknowledged.remove(letter);
  }

  /** Forgets everything, to be failed by the caller. */
  List<CompletableFuture<Void>> drain() {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    unacknowledged.forEach(letter -> all.add(letter.done()));
    waiting.forEach(letter -> all.add(letter.done()));
    unacknowledged.clear();
    waiting.clear();
    return all;
  }
}
