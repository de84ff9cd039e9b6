package org.edgestill.updates.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.carrier.CarrierException;
import org.edgestill.api.carrier.Message;

/** A carrier whose broker lets this client read, but not publish. */
record MuteCarrier(Carrier carrier) implements Carrier {

  @Override
  public CompletionStage<Void> publish(Message message) {
    return CompletableFuture.failedFuture(new CarrierException("not authorised", null));
  }

  @Override
  public boolean connected() {
    return carrier.connected();
  }

  @Override
  public Subscription subscribe(String topicFilter, MessageHandler handler) {
    return carrier.subscribe(topicFilter, handler);
  }

  @Override
  public Subscription onConnection(ConnectionListener listener) {
    return carrier.onConnection(listener);
  }
}
