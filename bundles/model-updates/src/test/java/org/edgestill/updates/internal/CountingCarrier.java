package org.edgestill.updates.internal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.carrier.Message;

/** Watches which chunks come over a real carrier, and can disturb how they come. */
final class CountingCarrier implements Carrier {

  /** Passes a chunk on, or does not, or later, or again. */
  @FunctionalInterface
  interface Disturbance {
    void deliver(Message chunk, MessageHandler to);
  }

  private final Carrier carrier;
  private final Map<String, Integer> chunks = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger mostAsked = new AtomicInteger();
  private volatile Disturbance disturbance = (chunk, to) -> to.received(chunk);
  private volatile Consumer<Integer> afterChunk = n -> {};

  CountingCarrier(Carrier carrier) {
    this.carrier = carrier;
  }

  /** The topics of the chunks that came; one that is late is asked for and may come twice. */
  Set<String> chunks() {
    return chunks.keySet();
  }

  /** How often a chunk came. */
  int deliveries(String topic) {
    return chunks.getOrDefault(topic, 0);
  }

  /** How many chunks are asked for now. */
  int asked() {
    return asked.get();
  }

  /** How many chunks were asked for at a time at most. */
  int mostAsked() {
    return mostAsked.get();
  }

  void disturb(Disturbance next) {
    disturbance = next;
  }

  /** Calls back with the number of chunks after each new one. */
  void afterChunk(Consumer<Integer> callback) {
    afterChunk = callback;
  }

  @Override
  public boolean connected() {
    return carrier.connected();
  }

  @Override
  public CompletionStage<Void> publish(Message message) {
    return carrier.publish(message);
  }

  @Override
  public Subscription subscribe(String topicFilter, MessageHandler handler) {
    if (!topicFilter.contains("/blobs/")) {
      return carrier.subscribe(topicFilter, handler);
    }
    mostAsked.accumulateAndGet(asked.incrementAndGet(), Math::max);
    Subscription subscription = carrier.subscribe(topicFilter, message -> chunk(message, handler));
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      if (open.compareAndSet(true, false)) {
        asked.decrementAndGet();
      }
      subscription.close();
    };
  }

  private void chunk(Message message, MessageHandler handler) {
    disturbance.deliver(message, handler);
    if (chunks.merge(message.topic(), 1, Integer::sum) == 1) {
      afterChunk.accept(chunks.size());
    }
  }

  @Override
  public Subscription onConnection(ConnectionListener listener) {
    return carrier.onConnection(listener);
  }
}
