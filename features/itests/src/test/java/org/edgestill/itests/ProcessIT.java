package org.edgestill.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.edgestill.api.update.UpdateState;
import org.edgestill.itests.world.World;
import org.edgestill.testbed.GatewayProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The assembled gateway as a process of its own, killed and started again. */
class ProcessIT {
  private static final Path HOME = Path.of("target/edgestill-gateway").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private World world;

  @BeforeEach
  void startBroker() throws Exception {
    world = new World(folder.resolve("world"));
  }

  @AfterEach
  void stopBroker() throws Exception {
    world.close();
  }

  @Test
  void aGatewayThatIsKilledInMidFetchServesTheOldModelAndResumesTheFetch() throws Exception {
    String first = world.publish();
    try (GatewayProcess gateway = start()) {
      gateway.awaitStatus("the first release serves", PATIENCE, serves(first));
      String second = world.publishWithoutLastChunk();
      gateway.awaitStatus("all chunks but one are here", PATIENCE, ProcessIT::lacksOneChunk);

      gateway.kill();

      try (GatewayProcess successor = start()) {
        successor.awaitStatus("the first release serves again", PATIENCE, serves(first));
        successor.awaitStatus("the fetch is resumed", PATIENCE, ProcessIT::lacksOneChunk);
        world.publishAgain();
        successor.awaitStatus("the second release serves", PATIENCE, serves(second));
        successor.stop();
        assertThat(successor.output()).doesNotContain("ERROR");
      }
    }
  }

  private GatewayProcess start() throws IOException {
    return GatewayProcess.start(HOME, folder.resolve("gateway"), world.gatewaySettings());
  }

  private static Predicate<JsonNode> serves(String digest) {
    return status ->
        status.path("models").path(0).path("active").path("digest").asText().equals(digest);
  }

  private static boolean lacksOneChunk(JsonNode status) {
    JsonNode update = status.path("updates").path(0);
    long missing = update.path("bytesTotal").asLong() - update.path("bytesDone").asLong();
    return update.path("state").asText().equals(UpdateState.FETCHING.name())
        && missing > 0
        && missing <= World.CHUNK_LENGTH;
  }
}
