package org.edgestill.gateway.mqtt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {

  @Test
  void topicsAreThoseOfTheProtocol() {
    Topics topics = new Topics("edgestill/v1", "shop-7");

    assertThat(topics.events()).isEqualTo("edgestill/v1/gateways/shop-7/events");
    assertThat(topics.requests()).isEqualTo("edgestill/v1/gateways/shop-7/requests");
    assertThat(topics.requests("status")).isEqualTo("edgestill/v1/gateways/shop-7/requests/status");
    assertThat(topics.recommendations("r1"))
        .isEqualTo("edgestill/v1/gateways/shop-7/recommendations/r1");
    assertThat(topics.answer("r1")).isEqualTo("edgestill/v1/gateways/shop-7/answers/r1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/a", "a/", "a//b", "a/+", "a/#", "a\u0000"})
  void aPrefixWithWildcardsOrEmptyLevelsIsRefused(String prefix) {
    assertThatThrownBy(() -> new Topics(prefix, "g")).hasMessageContaining("prefix");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "+", "#", "gateway 7"})
  void aGatewayIdThatIsNoTopicLevelIsRefused(String id) {
    assertThatThrownBy(() -> new Topics("p", id)).hasMessageContaining("gateway.id");
  }
}
