package org.edgestill.itests.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.edgestill.testbed.FreePort;
import org.edgestill.testbed.GatewayProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Debian package, installed on this machine and purged again; needs root and is therefore run
 * only when it is asked for (profile {@code debian}). What systemd would do, which need not run
 * here, is done as the installed unit says: its user, its environment, its command.
 */
@EnabledIfSystemProperty(named = "debian.package", matches = ".+")
class DebianIT extends HostContract {
  private static final Path CONFIGURATION = Path.of("/etc/edgestill");
  private static final Path UNIT = Path.of("/lib/systemd/system/edgestill-gateway.service");
  private static final List<Path> ALL =
      List.of(
          CONFIGURATION,
          UNIT,
          Path.of("/usr/share/edgestill-gateway"),
          Path.of("/usr/lib/edgestill-gateway"),
          Path.of("/usr/share/doc/edgestill-gateway"),
          Path.of("/var/lib/edgestill"),
          Path.of("/var/log/edgestill"),
          Path.of("/etc/systemd/system/multi-user.target.wants/edgestill-gateway.service"));

  /** Ten times the exposure that docs/install.md states; 100 is worst. */
  private static final int EXPOSURE = 16;

  private final int port = FreePort.find();

  /** Needs no systemd that runs, but its package. */
  @Test
  void systemdFindsNothingWrongWithTheUnitAndNoMoreExposureThanIsStated(@TempDir Path at)
      throws Exception {
    run(at, "systemd-analyze", "verify", UNIT.toString());
    run(
        at,
        "systemd-analyze",
        "security",
        "--offline=true",
        "--threshold=" + EXPOSURE,
        "--no-pager",
        UNIT.toString());
  }

  @Override
  GatewayProcess start(Path at, Map<String, String> settings) throws Exception {
    if (Files.notExists(UNIT)) {
      install(at, settings);
    }
    ProcessBuilder command =
        new ProcessBuilder(
            Stream.concat(
                    Stream.of("setpriv", "--no-new-privs", "--clear-groups", "--bounding-set=-all"),
                    Stream.of(
                        "--reuid=" + unit("User").get(0),
                        "--regid=" + unit("Group").get(0),
                        unit("ExecStart").get(0)))
                .toList());
    command.environment().clear();
    command.environment().put("PATH", "/usr/bin:/bin");
    for (String assignment : unit("Environment")) {
      String[] parts = assignment.split("=", 2);
      command.environment().put(parts[0], parts[1]);
    }
    return GatewayProcess.start(command, at, port);
  }

  private void install(Path at, Map<String, String> settings) throws Exception {
    run(at, "dpkg", "--install", System.getProperty("debian.package"));
    Path root = Path.of(settings.get("EDGESTILL_ROOT"));
    Files.copy(root, CONFIGURATION.resolve("root.json"), StandardCopyOption.REPLACE_EXISTING);
    StringBuilder lines = new StringBuilder("EDGESTILL_HTTP_PORT=" + port + "\n");
    settings.forEach(
        (name, value) -> {
          if (!name.equals("EDGESTILL_ROOT")) {
            lines.append(name).append('=').append(value).append('\n');
          }
        });
    Files.writeString(
        CONFIGURATION.resolve("gateway.env"), lines.toString(), StandardOpenOption.APPEND);
  }

  /** Purges it: neither a file nor the user stays. */
  @Override
  void remove(Path at) throws Exception {
    run(at, "dpkg", "--purge", "edgestill-gateway");

    assertThat(ALL).allMatch(Files::notExists);
    assertThat(Files.readString(Path.of("/etc/passwd"))).doesNotContain("edgestill");
    assertThat(Files.readString(Path.of("/etc/group"))).doesNotContain("edgestill");
  }

  /** The values of a setting of the installed unit. */
  private static List<String> unit(String name) throws IOException {
    return Files.readAllLines(UNIT).stream()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1))
        .toList();
  }

  private static void run(Path at, String... command) throws Exception {
    Path output = Files.createDirectories(at).resolve("command.out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor())
        .as(() -> String.join(" ", command) + "\n" + text(output))
        .isZero();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
