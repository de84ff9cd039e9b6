package org.edgestill.updates.internal;

import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.carrier.Message;

/** Watches which chunks come over a real carrier. */
final class CountingCarrier implements Carrier {

  private final Carrier carrier;
  private final Set<String> chunks = ConcurrentHashMap.newKeySet();
  private volatile Consumer<Integer> afterChunk = n -> {};

  CountingCarrier(Carrier carrier) {
    this.carrier = carrier;
  }

  /** The topics of the chunks that came; one that is late is asked for and may come twice. */
  Set<String> chunks() {
    return chunks;
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
    return carrier.subscribe(
        topicFilter,
        message -> {
          handler.received(message);
          if (message.topic().contains("/blobs/") && chunks.add(message.topic())) {
            afterChunk.accept(chunks.size());
          }
        });
  }

  @Override
  public Subscription onConnection(ConnectionListener listener) {
    return carrier.onConnection(listener);
  }
}
