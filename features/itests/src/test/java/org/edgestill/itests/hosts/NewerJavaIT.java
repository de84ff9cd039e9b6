package org.edgestill.itests.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.edgestill.testbed.GatewayProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The archive of this machine's architecture with the newest Java beside the one that runs the
 * tests, where there is a newer one.
 */
@EnabledIf("found")
class NewerJavaIT extends HostContract {
  private static final Optional<Path> NEWER = newest();

  static boolean found() {
    return NEWER.isPresent();
  }

  @Override
  GatewayProcess start(Path at, Map<String, String> settings) throws IOException {
    settings.put("JAVA_HOME", NEWER.orElseThrow().toString());
    return GatewayProcess.start(Path.of("target/edgestill-gateway").toAbsolutePath(), at, settings);
  }

  /** What Java warns of today it will refuse one day. */
  @Test
  void mayUseNativeCode() throws Exception {
    push();

    assertThat(gateway().output()).doesNotContain("restricted method");
  }

  private static Optional<Path> newest() {
    Path home = Path.of(System.getProperty("java.home"));
    try (Stream<Path> others = Files.list(home.resolveSibling("."))) {
      List<Path> found =
          others
              .filter(other -> release(other) > Runtime.version().feature())
              .sorted(Comparator.comparing(NewerJavaIT::release))
              .toList();
      return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The feature release of a Java home, or 0 if the folder is none. */
  private static int release(Path home) {
    Properties properties = new Properties();
    try (InputStream file = Files.newInputStream(home.resolve("release"))) {
      properties.load(file);
      String version = properties.getProperty("JAVA_VERSION", "\"0\"").replace("\"", "");
      return Runtime.Version.parse(version).feature();
    } catch (IOException | IllegalArgumentException e) {
      return 0;
    }
  }
}
