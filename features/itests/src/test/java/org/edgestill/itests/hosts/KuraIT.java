package org.edgestill.itests.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.edgestill.testbed.FreePort;
import org.edgestill.testbed.GatewayProcess;

/**
 * The deployment package (.dp) in what Eclipse Kura 5 is made of: its Equinox, its OSGi services in
 * their versions, and Deployment Admin. Kura's own bundles are not there.
 */
class KuraIT extends HostContract {
  private static final Path KURA = Path.of("target/kura").toAbsolutePath();
  private static final Path BUNDLES = KURA.resolve("bundles");
  private static final String PACKAGE = "org.edgestill.gateway";

  private final int port = FreePort.find();

  @Override
  GatewayProcess start(Path at, Map<String, String> settings) throws IOException {
    ProcessBuilder command = command(at, "run");
    command.environment().putAll(settings);
    return GatewayProcess.start(command, at, port);
  }

  @Override
  Path workingDirectory(Path at) {
    return at.resolve("working");
  }

  /** Uninstalls it: no bundle of it stays, and its data do. */
  @Override
  void remove(Path at) throws Exception {
    Path output = at.resolve("uninstall.out");
    Process process =
        command(at, "uninstall").redirectErrorStream(true).redirectOutput(output.toFile()).start();

    assertThat(process.waitFor()).as(() -> text(output)).isZero();
    List<String> left =
        text(output).lines().filter(line -> line.startsWith("left: ")).sorted().toList();
    // the bundles of the host, the framework, and no configuration
    assertThat(left).hasSize(bundlesOfHost() + 1).noneMatch(name -> name.contains("edgestill"));
    assertThat(at.resolve("models")).isNotEmptyDirectory();
    assertThat(workingDirectory(at)).isEmptyDirectory();
  }

  private ProcessBuilder command(Path at, String what) throws IOException {
    ProcessBuilder command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-cp",
            Path.of("target/test-classes").toAbsolutePath()
                + File.pathSeparator
                + KURA.resolve("org.eclipse.osgi.jar"),
            KuraHost.class.getName(),
            BUNDLES.toString(),
            at.resolve("framework").toString(),
            Integer.toString(port),
            what,
            PACKAGE,
            KURA.resolve("edgestill-kura.dp").toString());
    command.environment().put("EDGESTILL_DATA", at.toString());
    return command.directory(Files.createDirectories(workingDirectory(at)).toFile());
  }

  private static int bundlesOfHost() throws IOException {
    try (Stream<Path> files = Files.list(BUNDLES)) {
      return (int) files.count();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
