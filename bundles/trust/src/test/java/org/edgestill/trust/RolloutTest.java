package org.edgestill.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RolloutTest {

  @Test
  void asThePercentageGrowsGatewaysOnlyEverJoin() {
    for (int gateway = 0; gateway < 1_000; gateway++) {
      boolean joined = false;
      for (int percent = 0; percent <= 100; percent++) {
        boolean includes = Rollout.includes("gateway-" + gateway, "films-7", percent);
        assertThat(includes || !joined).as("gateway %s at %s %%", gateway, percent).isTrue();
        joined = includes;
      }
      assertThat(joined).isTrue();
    }
  }

  @Test
  void nobodyIsInZeroAndEverybodyInAHundredPercent() {
    for (int gateway = 0; gateway < 1_000; gateway++) {
      assertThat(Rollout.includes("gateway-" + gateway, "s", 0)).isFalse();
      assertThat(Rollout.includes("gateway-" + gateway, "s", 100)).isTrue();
    }
  }

  @Test
  void aShareOfTheGatewaysIsAboutThePercentage() {
    int included = 0;
    for (int gateway = 0; gateway < 10_000; gateway++) {
      included += Rollout.includes("gateway-" + gateway, "films-7", 5) ? 1 : 0;
    }
    // Five standard deviations of the binomial distribution are 109.
    assertThat(included).isBetween(390, 610);
  }

  @Test
  void anotherSaltDrawsOtherGateways() {
    int both = 0;
    for (int gateway = 0; gateway < 10_000; gateway++) {
      String id = "gateway-" + gateway;
      both += Rollout.includes(id, "a", 10) && Rollout.includes(id, "b", 10) ? 1 : 0;
    }
    assertThat(both).isBetween(50, 150);
  }

  /**
   * HMAC-SHA256("films-7", "gateway-1") computed with Python's hmac module; hundredths are first 8
   * bytes * 100 / 2^64.
   */
  @Test
  void theShareIsTheOneOfTheProtocol() {
    assertThat(hundredth("gateway-1", "films-7")).isEqualTo(94);
    assertThat(hundredth("gateway-2", "films-7")).isEqualTo(44);
    assertThat(hundredth("gateway-3", "films-7")).isEqualTo(7);
  }

  @Test
  void whatIsNoPercentageIsRefused() {
    assertThatThrownBy(() -> Rollout.includes("g", "s", 101))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Rollout.includes("g", "s", -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Rollout.includes("g", "", 5))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static int hundredth(String gateway, String salt) {
    int percent = 0;
    while (!Rollout.includes(gateway, salt, percent)) {
      percent++;
    }
    return percent - 1;
  }
}
