package org.edgestill.operations.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.features.internal.BehaviourStore;
import org.edgestill.features.internal.StoreSettings;
import org.edgestill.gateway.core.Desk;
import org.edgestill.testbed.SequelRecommender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecommendingTest {

  @TempDir private Path directory;
  private final Desk desk = new Desk(Duration.ofSeconds(5));
  private final Recommending recommending = new Recommending(desk);
  private BehaviourStore store;

  @BeforeEach
  void open() throws Exception {
    CompletableFuture<BehaviourLog> opened = new CompletableFuture<>();
    store = BehaviourStore.open(new StoreSettings(directory, 200, 100), opened::complete);
    opened.get(30, TimeUnit.SECONDS);
    desk.recommenders().add("films", 1, new SequelRecommender(store, "films", 100));
    store.append(BehaviourEvent.of("ann", "film-7", "view", 1));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void theAnswerIsATable() {
    assertThat(recommending.recommend("films", "ann", 2, Map.of()))
        .startsWith(
            """
            rank  item    title    score
               1  film-8  Film 8  99.000
               2  film-9  Film 9  98.000
            by films 1 (abababab) (student) in\
            """);
    assertThat(recommending.recommend(null, "nobody", 1, Map.of()))
        .contains("(popularity, NO_HISTORY)");
  }

  @Test
  void wishesAreThoseOfARequestWhateverTheShellMadeOfThem() {
    String table =
        recommending.recommend(
            null,
            "ann",
            2,
            Map.of(
                "only",
                "odd",
                "except",
                "even|none",
                "minScore",
                "50",
                "diversity",
                0.5,
                "explain",
                true));

    assertThat(table)
        .startsWith(
            """
            rank  item     title     score  because of
               1  film-9   Film 9   98.000  Film 7 100%
               2  film-11  Film 11  96.000  Film 7 100%
            """);
  }

  @Test
  void aWishThatCanNotBeIsSaidToBeSo() {
    assertThatThrownBy(() -> recommending.recommend(null, "ann", 2, Map.of("diversity", "much")))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("diversity must be a number");
    assertThatThrownBy(() -> recommending.recommend(null, "ann", 2, Map.of("onyl", "odd")))
        .hasMessageContaining("onyl is not known");
    assertThatThrownBy(() -> recommending.recommend("music", "ann", 2, Map.of()))
        .hasMessageContaining("there is no model 'music'");
    assertThatThrownBy(() -> recommending.recommend(null, "ann", 0, Map.of()))
        .hasMessageContaining("k must be 1 to 1000");
  }
}
