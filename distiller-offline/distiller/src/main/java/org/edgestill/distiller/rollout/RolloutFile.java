package org.edgestill.distiller.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.edgestill.distiller.data.InputException;
import org.edgestill.distiller.run.Json;
import org.edgestill.model.io.DurableFiles;

/** A rollout's state on disk: what lets it go on after it was killed. */
record RolloutFile(Path file) {

  /**
   * Reads.
   *
   * @return empty if there is none
   * @throws InputException if it can not be read
   */
  Optional<RolloutState> read() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.MAPPER.readValue(file.toFile(), RolloutState.class));
    } catch (JsonProcessingException e) {
      throw new InputException(
          file + " holds no rollout that this version can go on with; move it away to start anew",
          e);
    }
  }

  void write(RolloutState state) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    DurableFiles.write(file, Json.MAPPER.writeValueAsBytes(state));
  }
}
