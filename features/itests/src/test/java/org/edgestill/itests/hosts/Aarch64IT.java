package org.edgestill.itests.hosts;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.edgestill.testbed.GatewayProcess;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The archive for aarch64, run by a Java for aarch64 in an emulated processor. The profile {@code
 * aarch64} prepares both.
 */
@EnabledIf("prepared")
class Aarch64IT extends HostContract {
  private static final String JAVA_HOME = System.getProperty("aarch64.java.home", "");

  static boolean prepared() {
    return !JAVA_HOME.isEmpty();
  }

  /** Emulation takes many times as long, and says nothing about the speed of a real processor. */
  @Override
  Duration patience() {
    return Duration.ofMinutes(15);
  }

  @Override
  GatewayProcess start(Path at, Map<String, String> settings) throws IOException {
    settings.put("JAVA_HOME", JAVA_HOME);
    // The second compiler would cost more here than it saves.
    settings.put("EDGESTILL_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    return GatewayProcess.start(
        Path.of("target/aarch64/edgestill-gateway").toAbsolutePath(), at, settings);
  }
}
