package org.edgestill.api.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ServiceGateTest {

  private final ServiceGate<Supplier<String>> gate = new ServiceGate<>(Duration.ofSeconds(20));

  @Test
  void callsTheServiceThatIsThere() {
    gate.set(() -> "here");

    assertThat(gate.call(Supplier::get)).contains("here");
  }

  @Test
  void aCallThatMeetsAGapWaitsForTheSuccessor() throws Exception {
    CompletableFuture<Optional<String>> call =
        CompletableFuture.supplyAsync(() -> gate.call(Supplier::get));

    gate.set(() -> "successor");

    assertThat(call.get(20, TimeUnit.SECONDS)).contains("successor");
  }

  @Test
  void aServiceThatSaysItIsGoneIsFollowedByItsSuccessor() throws Exception {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    Supplier<String> stopped =
        () -> {
          asked.complete(null);
          throw new ServiceGoneException("stopped");
        };
    gate.set(stopped);
    CompletableFuture<Optional<String>> call =
        CompletableFuture.supplyAsync(() -> gate.call(Supplier::get));
    asked.get(20, TimeUnit.SECONDS);

    gate.set(() -> "successor");
    gate.unset(stopped);

    assertThat(call.get(20, TimeUnit.SECONDS)).contains("successor");
    assertThat(gate.now()).isPresent();
  }

  @Test
  void givesUpWhenNoServiceComesInTime() {
    assertThat(new ServiceGate<Supplier<String>>(Duration.ofMillis(1)).call(Supplier::get))
        .isEmpty();
  }
}
