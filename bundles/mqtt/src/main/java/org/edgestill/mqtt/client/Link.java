package org.edgestill.mqtt.client;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.edgestill.api.carrier.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection from connect to loss, with a Paho client of its own: a Paho client that is used
 * for several connections can get stuck between two states. Nothing here blocks but {@link
 * #connect}, {@link #awaitLost} and {@link #dispose}, which are the supervisor's.
 */
final class Link implements MqttCallback {

  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  private static final int QOS = 1;
  private static final int REFUSED_SUBSCRIPTION = 0x80;
  private static final long DISCONNECT_MILLIS = 2_000;

  /** Takes what arrives, on Paho's thread: must not block nor call the link. */
  interface Receiver {
    /**
     * Takes a message.
     *
     * @param tooLarge whether the payload was over the limit and has been cut off
     * @throws MqttException to give up the connection
     */
    void arrived(Link link, String topic, MqttMessage message, boolean tooLarge)
        throws MqttException;
  }

  private final MqttSettings settings;
  private final Receiver receiver;
  private final CompletableFuture<Boolean> connected = new CompletableFuture<>();
  private final CompletableFuture<String> lost = new CompletableFuture<>();
  private volatile @Nullable MqttAsyncClient client;
  private volatile @Nullable BrokerSocket socket;

  Link(MqttSettings settings, Receiver receiver) {
    this.settings = settings;
    this.receiver = receiver;
  }

  /**
   * Connects, within the connect timeout.
   *
   * @return whether it did; if not, {@link #awaitLost} says why
   */
  boolean connect() throws InterruptedException {
    try {
      SSLContext tls = settings.secure() ? TlsContexts.load(settings.tls()) : null;
      BrokerSocket newSocket =
          new BrokerSocket(tls, settings.bounds().maxPayloadBytes() + MqttSettings.PACKET_OVERHEAD);
      socket = newSocket;
      MqttAsyncClient paho =
          new MqttAsyncClient(
              "tcp://" + settings.broker(), settings.clientId(), new MemoryPersistence());
      client = paho;
      paho.setCallback(this);
      paho.setManualAcks(true);
      if (lost.isDone()) {
        return false;
      }
      paho.connect(
          options(newSocket),
          null,
          listener(t -> connected.complete(true), e -> finish("cannot connect: " + reason(e))));
      return connected.get(settings.times().connect().toMillis(), TimeUnit.MILLISECONDS);
    } catch (MqttException e) {
      finish("cannot connect: " + reason(e));
    } catch (IOException | GeneralSecurityException e) {
      finish("cannot use the TLS files: " + e.getMessage());
    } catch (TimeoutException e) {
      finish("cannot connect: no answer within " + settings.times().connect());
    } catch (ExecutionException e) {
      finish("cannot connect: " + e.getMessage());
    }
    return false;
  }

  private MqttConnectOptions options(BrokerSocket newSocket) {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setAutomaticReconnect(false);
    options.setCleanSession(settings.cleanSession());
    options.setKeepAliveInterval((int) settings.times().keepAlive().toSeconds());
    options.setConnectionTimeout((int) settings.times().connect().toSeconds());
    // Our own window is the bound; Paho's must never be the smaller one.
    options.setMaxInflight(2 * settings.bounds().window() + 10);
    options.setSocketFactory(newSocket.factory());
    if (settings.user() != null) {
      options.setUserName(settings.user());
    }
    if (settings.password() != null) {
      options.setPassword(settings.password().toCharArray());
    }
    Message will = settings.will();
    if (will != null) {
      options.setWill(will.topic(), will.payload(), QOS, will.retained());
    }
    return options;
  }

  /** Waits for the end of the connection. */
  String awaitLost() throws InterruptedException {
    try {
      return lost.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends the connection soon, also one that is only being built. */
  void abort(String why) {
    finish(why);
    BrokerSocket s = socket;
    if (s != null && !connected.getNow(false)) {
      s.abort();
    }
  }

  /** Frees everything, bounded. A connection with a will is cut, so that the will is published. */
  void dispose() {
    finish("closed");
    MqttAsyncClient paho = client;
    if (paho == null) {
      return;
    }
    try {
      if (paho.isConnected() && settings.will() == null) {
        paho.disconnect(0).waitForCompletion(DISCONNECT_MILLIS);
      }
    } catch (MqttException e) {
      LOG.debug("Disconnect from {}: {}", settings.broker(), reason(e));
    }
    BrokerSocket s = socket;
    if (s != null) {
      s.abort();
    }
    try {
      paho.disconnectForcibly(0, DISCONNECT_MILLIS, false);
    } catch (MqttException e) {
      LOG.debug("Disconnect from {}: {}", settings.broker(), reason(e));
    }
    // No paho.close(): all it does is to clear fields that its threads, which end by themselves,
    // may
    // still be reading.
  }

  /** Sends a message; exactly one of the two is called later, on Paho's thread. */
  void publish(Message message, Runnable acknowledged, Consumer<Throwable> failed) {
    try {
      paho()
          .publish(
              message.topic(),
              message.payload(),
              QOS,
              message.retained(),
              null,
              listener(t -> acknowledged.run(), failed));
    } catch (MqttException e) {
      failed.accept(e);
    }
  }

  void subscribe(List<String> filters) {
    if (filters.isEmpty()) {
      return;
    }
    int[] qos = new int[filters.size()];
    java.util.Arrays.fill(qos, QOS);
    try {
      paho()
          .subscribe(
              filters.toArray(String[]::new),
              qos,
              null,
              listener(
                  token -> checkGranted(filters, token),
                  e -> LOG.warn("Subscribing to {} failed: {}", filters, reason(e))));
    } catch (MqttException e) {
      finish("cannot subscribe: " + reason(e));
    }
  }

  private static void checkGranted(List<String> filters, IMqttToken token) {
    int[] granted = token.getGrantedQos();
    for (int i = 0; granted != null && i < granted.length; i++) {
      if (granted[i] == REFUSED_SUBSCRIPTION) {
        LOG.warn(
            "The broker refuses the subscription to {}: check its access control",
            filters.get(Math.min(i, filters.size() - 1)));
      }
    }
  }

  void unsubscribe(String filter) {
    try {
      paho()
          .unsubscribe(
              filter,
              null,
              listener(
                  token -> {}, e -> LOG.debug("Unsubscribing {} failed: {}", filter, reason(e))));
    } catch (MqttException e) {
      finish("cannot unsubscribe: " + reason(e));
    }
  }

  /** Tells the broker that a message has been handled and need not come again. */
  void acknowledge(MqttMessage message) {
    try {
      paho().messageArrivedComplete(message.getId(), message.getQos());
    } catch (MqttException e) {
      LOG.debug("Acknowledgement not sent: {}", reason(e));
    }
  }

  @Override
  public void connectionLost(@Nullable Throwable cause) {
    finish("connection lost: " + (cause == null ? "closed" : reason(cause)));
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) throws MqttException {
    BrokerSocket s = socket;
    boolean tooLarge = message.getQos() > 0 && s != null && s.wasRefused(message.getId());
    receiver.arrived(this, topic, message, tooLarge);
  }

  @Override
  public void deliveryComplete(IMqttDeliveryToken token) {
    // each publish has its own listener
  }

  private void finish(String why) {
    lost.complete(why);
    connected.complete(false);
  }

  private MqttAsyncClient paho() throws MqttException {
    MqttAsyncClient paho = client;
    if (paho == null) {
      throw new MqttException(MqttException.REASON_CODE_CLIENT_NOT_CONNECTED);
    }
    return paho;
  }

  private static IMqttActionListener listener(
      Consumer<IMqttToken> success, Consumer<Throwable> failure) {
    return new IMqttActionListener() {
      @Override
      public void onSuccess(IMqttToken token) {
        success.accept(token);
      }

      @Override
      public void onFailure(IMqttToken token, @Nullable Throwable e) {
        failure.accept(e == null ? new IOException("no reason given") : e);
      }
    };
  }

  /** What went wrong, in one line: the innermost message says most. */
  static String reason(Throwable e) {
    Throwable innermost = e;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    String message = innermost.getMessage();
    return message == null ? innermost.getClass().getSimpleName() : message;
  }
}
