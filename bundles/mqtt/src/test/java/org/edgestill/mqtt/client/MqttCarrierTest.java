package org.edgestill.mqtt.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.edgestill.api.carrier.Carrier.Subscription;
import org.edgestill.api.carrier.CarrierException;
import org.edgestill.api.carrier.Message;
import org.edgestill.testbed.EmbeddedBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The carrier against a real broker. */
@Timeout(120)
class MqttCarrierTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final EmbeddedBroker BROKER = new EmbeddedBroker(Path.of("target", "broker"));
  private static final AtomicInteger CLIENTS = new AtomicInteger();

  private final List<AutoCloseable> open = new ArrayList<>();
  private final Queue<String> received = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void startBroker() throws IOException {
    BROKER.start();
  }

  @AfterAll
  static void stopBroker() throws IOException {
    BROKER.close();
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void aPublishedMessageArrives() throws Exception {
    MqttCarrier carrier = connected(settings());
    carrier.subscribe("arrives/+", this::remember);

    publish(carrier, "arrives/1", "hello", false);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(received).containsExactly("hello"));
  }

  @Test
  void aLaterSubscriberOfTheSameFilterGetsTheRetainedMessageToo() throws Exception {
    MqttCarrier carrier = connected(settings());
    publish(carrier, "kept/1", "old", true);
    Queue<Boolean> retained = new ConcurrentLinkedQueue<>();
    carrier.subscribe("kept/1", this::remember);
    await().atMost(PATIENCE).until(() -> received.contains("old"));

    carrier.subscribe("kept/1", m -> retained.add(m.retained()));

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(retained).contains(true));
  }

  @Test
  void eachHandlerOfAFilterGetsEachMessageUntilItIsClosed() throws Exception {
    MqttCarrier carrier = connected(settings());
    Queue<String> others = new ConcurrentLinkedQueue<>();
    Subscription first = carrier.subscribe("shared", this::remember);
    carrier.subscribe("shared", m -> others.add(text(m)));
    publish(carrier, "shared", "a", false);
    await().atMost(PATIENCE).until(() -> received.contains("a") && others.contains("a"));

    first.close();
    first.close();
    publish(carrier, "shared", "b", false);

    await().atMost(PATIENCE).until(() -> others.contains("b"));
    assertThat(received).doesNotContain("b");
  }

  @Test
  void whenTheLastHandlerCloses_theBrokerIsUnsubscribed() throws Exception {
    MqttCarrier carrier = connected(settings());
    carrier.subscribe("other", this::remember);
    carrier.subscribe("gone", this::remember).close();
    Subscription again = carrier.subscribe("gone", m -> received.add("again"));
    again.close();

    publish(carrier, "gone", "x", false);
    publish(carrier, "other", "end", false);

    await().atMost(PATIENCE).until(() -> received.contains("end"));
    assertThat(received).containsExactly("end");
  }

  @Test
  void afterABrokerRestartItReconnectsAndSubscribesAgain() throws Exception {
    MqttCarrier carrier = connected(settings());
    Queue<Boolean> states = new ConcurrentLinkedQueue<>();
    carrier.onConnection(states::add);
    carrier.subscribe("restart/#", this::remember);

    BROKER.stop();
    await().atMost(PATIENCE).until(() -> !carrier.connected());
    assertThatThrownBy(() -> publish(carrier, "restart/1", "down", false))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(CarrierException.class)
        .hasMessageContaining("not connected");
    BROKER.start();
    await().atMost(PATIENCE).until(carrier::connected);
    publish(carrier, "restart/1", "up", false);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(received).containsExactly("up"));
    assertThat(states).containsExactly(true, false, true);
  }

  @Test
  void theWillIsPublishedWhenTheClientIsGone_alsoWhenItLeftCleanly() throws Exception {
    MqttCarrier watcher = connected(settings());
    watcher.subscribe("status/1", this::remember);
    MqttCarrier gateway =
        connected(settings().withWill(new Message("status/1", "offline".getBytes(UTF_8), true)));

    gateway.close();

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(received).containsExactly("offline"));
  }

  @Test
  void aHandlerMayCallTheCarrier() throws Exception {
    MqttCarrier carrier = connected(settings());
    List<Subscription> mine = new ArrayList<>();
    mine.add(
        carrier.subscribe(
            "calls/in",
            m -> {
              carrier.subscribe("calls/out", this::remember);
              carrier.publish(new Message("calls/out", m.payload(), false));
              mine.get(0).close();
            }));

    publish(carrier, "calls/in", "x", false);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(received).contains("x"));
  }

  @Test
  void aSlowHandlerDelaysButLosesNothing() throws Exception {
    MqttCarrier sender = connected(settings());
    MqttCarrier slow = connected(settings());
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    slow.subscribe(
        "slow",
        m -> {
          entered.countDown();
          awaitUnchecked(release);
          remember(m);
        });
    // the subscription is in place when its own message comes back
    slow.publish(new Message("slow", "0".getBytes(UTF_8), false));
    assertThat(entered.await(30, SECONDS)).isTrue();

    for (int i = 1; i < 500; i++) {
      publish(sender, "slow", String.valueOf(i), false);
    }
    CompletableFuture<Void> fromSlow =
        slow.publish(new Message("elsewhere", new byte[1], false)).toCompletableFuture();
    release.countDown();

    await().atMost(PATIENCE).until(() -> received.size() == 500);
    fromSlow.get(30, SECONDS);
    assertThat(received.stream().distinct()).hasSize(500);
  }

  @Test
  void aPayloadOverTheLimitIsRefused_andLaterMessagesStillArrive() throws Exception {
    MqttCarrier sender = connected(settings());
    MqttCarrier small =
        connected(settings().withBounds(new MqttSettings.Bounds(1000, 100, 100_000, 16)));
    small.subscribe("large/#", m -> received.add(m.topic() + ":" + m.payload().length));
    Message huge = new Message("large/1", new byte[200_000], true);
    sender.publish(huge).toCompletableFuture().get(30, SECONDS);
    sender
        .publish(new Message("large/2", new byte[1001], true))
        .toCompletableFuture()
        .get(30, SECONDS);
    sender
        .publish(new Message("large/3", new byte[1000], true))
        .toCompletableFuture()
        .get(30, SECONDS);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(received).containsExactly("large/3:1000"));
    assertThat(small.connected()).isTrue();
    assertThatThrownBy(() -> small.publish(huge).toCompletableFuture().get(30, SECONDS))
        .hasMessageContaining("200000 bytes, allowed are 1000");
  }

  @Test
  void whatIsNotAcknowledgedFailsWhenTheConnectionIsLost() throws Exception {
    try (FrozenBroker frozen = new FrozenBroker()) {
      MqttCarrier carrier = connected(MqttSettings.of(frozen.uri(), "frozen"));
      List<CompletableFuture<Void>> sent = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        sent.add(carrier.publish(new Message("t", new byte[0], false)).toCompletableFuture());
      }

      frozen.hangUp();

      for (CompletableFuture<Void> each : sent) {
        assertThatThrownBy(() -> each.get(30, SECONDS)).hasCauseInstanceOf(CarrierException.class);
      }
    }
  }

  @Test
  void moreThanTheWindowAndTheQueueIsRefusedAtOnce() throws Exception {
    try (FrozenBroker frozen = new FrozenBroker()) {
      MqttCarrier carrier =
          connected(
              MqttSettings.of(frozen.uri(), "full")
                  .withBounds(new MqttSettings.Bounds(1000, 5, 1000, 3)));
      for (int i = 0; i < 8; i++) {
        assertThat(carrier.publish(new Message("t", new byte[0], false)).toCompletableFuture())
            .isNotDone();
      }

      assertThatThrownBy(
              () ->
                  carrier.publish(new Message("t", new byte[0], false)).toCompletableFuture().get())
          .hasMessageContaining("too many unacknowledged");
    }
  }

  @Test
  void closeDuringConnectIsQuick() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      MqttCarrier carrier =
          new MqttCarrier(
              MqttSettings.of(URI.create("tcp://127.0.0.1:" + silent.getLocalPort()), "silent"));
      silent.accept().getInputStream().read();
      long start = System.nanoTime();

      carrier.close();

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
      assertThat(threads("edgestill-mqtt-silent")).isEmpty();
    }
  }

  @Test
  void closeEndsAllThreads_alsoWhenAHandlerDoesIt() throws Exception {
    MqttSettings settings = settings();
    MqttCarrier carrier = connected(settings);
    carrier.subscribe("close", m -> carrier.close());

    carrier.publish(new Message("close", new byte[0], false));

    await().atMost(PATIENCE).until(() -> threads(settings.clientId()).isEmpty());
    assertThat(carrier.connected()).isFalse();
  }

  @Test
  void passwordsAreNotPrinted() {
    MqttSettings settings =
        settings().withLogin("me", "secret").withTls(new MqttTls(null, null, "secret"));

    assertThat(settings.toString() + settings.tls()).doesNotContain("secret");
  }

  private static List<String> threads(String part) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.contains(part))
        .toList();
  }

  private MqttSettings settings() {
    return MqttSettings.of(BROKER.uri(), "test-" + CLIENTS.incrementAndGet())
        .withTimes(
            new MqttSettings.Times(
                Duration.ofSeconds(30),
                Duration.ofSeconds(15),
                Duration.ofMillis(50),
                Duration.ofMillis(500)));
  }

  private MqttCarrier connected(MqttSettings settings) {
    MqttCarrier carrier = new MqttCarrier(settings);
    open.add(carrier);
    await().atMost(PATIENCE).until(carrier::connected);
    return carrier;
  }

  private void remember(Message message) {
    received.add(text(message));
  }

  private static String text(Message message) {
    return new String(message.payload(), UTF_8);
  }

  private static void publish(MqttCarrier carrier, String topic, String text, boolean retained)
      throws Exception {
    carrier
        .publish(new Message(topic, text.getBytes(UTF_8), retained))
        .toCompletableFuture()
        .get(30, SECONDS);
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Accepts a connection and acknowledges nothing afterwards. */
  private static final class FrozenBroker implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final CompletableFuture<java.net.Socket> accepted = new CompletableFuture<>();

    FrozenBroker() throws IOException {
      Thread thread = new Thread(this::accept, "frozen-broker");
      thread.setDaemon(true);
      thread.start();
    }

    URI uri() {
      return URI.create("tcp://127.0.0.1:" + server.getLocalPort());
    }

    private void accept() {
      try {
        java.net.Socket socket = server.accept();
        byte[] buffer = new byte[4096];
        assertThat(socket.getInputStream().read(buffer)).isPositive();
        socket.getOutputStream().write(new byte[] {0x20, 2, 0, 0});
        accepted.complete(socket);
      } catch (IOException e) {
        accepted.completeExceptionally(e);
      }
    }

    void hangUp() throws IOException {
      accepted.orTimeout(30, SECONDS).join().close();
    }

    @Override
    public void close() throws IOException {
      server.close();
      if (accepted.isDone()) {
        hangUp();
      }
    }
  }
}
