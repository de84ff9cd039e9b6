package org.edgestill.itests.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.edgestill.itests.Await;
import org.edgestill.testbed.FreePort;
import org.edgestill.testbed.GatewayProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledForJreRange;

/**
 * The smallest Apache Karaf that can be downloaded, without a network: the archive (.kar) is its
 * repository, and the feature is installed in its shell.
 */
@DisabledForJreRange(
    minVersion = 24,
    disabledReason = "Karaf 4.4.8 allows a security manager, and Java 24 does not start with that")
class KarafIT extends HostContract {
  private static final Path DOWNLOADED =
      Path.of("target/karaf/apache-karaf-minimal-" + System.getProperty("karaf.version"));
  private static final Path ARCHIVE = Path.of("target/karaf/edgestill-karaf.kar").toAbsolutePath();
  private static final String VERSION = System.getProperty("edgestill.version");
  private static final String USER = "karaf";

  private final int port = FreePort.find();
  private final int shellPort = FreePort.find();
  private Set<String> bundlesOfHost = Set.of();

  @Test
  void theShellOfKarafShowsFeaturesAndCommands() throws Exception {
    String digest = push();

    assertThat(shell("feature:list --installed"))
        .contains(
            "edgestill-gateway",
            "edgestill-http",
            "edgestill-mqtt-endpoint",
            "edgestill-operations",
            "edgestill-dashboard");
    assertThat(shell("edgestill:status")).containsOnlyOnce("model ").contains("films", "COMMITTED");
    assertThat(shell("edgestill:models | grep active")).contains(digest.substring(0, 12));
  }

  @Override
  GatewayProcess start(Path at, Map<String, String> settings) throws Exception {
    Path karaf = at.resolve("karaf");
    boolean installed = Files.exists(karaf);
    if (!installed) {
      copy(DOWNLOADED, karaf);
      configure(karaf);
      try (FileSystem archive = FileSystems.newFileSystem(ARCHIVE)) {
        copy(archive.getPath("/repository"), karaf.resolve("system"));
      }
    }
    ProcessBuilder command = new ProcessBuilder(karaf.resolve("bin/karaf").toString(), "daemon");
    command.environment().put("JAVA_HOME", System.getProperty("java.home"));
    command.environment().putAll(settings);
    GatewayProcess process = GatewayProcess.start(command, at, port);
    if (!installed) {
      awaitShell();
      bundlesOfHost = bundles();
      shell(
          "feature:repo-add mvn:org.edgestill/edgestill-karaf/%s/xml/features".formatted(VERSION));
      shell("feature:install --no-auto-refresh edgestill-gateway");
    }
    return process;
  }

  @Override
  Path workingDirectory(Path at) {
    return at.resolve("karaf");
  }

  /** Uninstalls it in the shell: no bundle and no configuration of it stays, and its data do. */
  @Override
  void remove(Path at) throws Exception {
    GatewayProcess karaf = start(at, Map.of());
    try {
      karaf.awaitStatus("it answers", patience(), status -> true);
      assertThat(shell("config:list")).contains("org.edgestill.features");
      shell("feature:uninstall edgestill-gateway");
      shell(
          "feature:repo-remove mvn:org.edgestill/edgestill-karaf/%s/xml/features"
              .formatted(VERSION));

      assertThat(bundles()).isEqualTo(bundlesOfHost);
      Await.until(
          "its configurations are gone",
          () -> "some are there",
          () -> !shell("config:list").contains("edgestill"));
      assertThat(shell("feature:repo-list")).doesNotContain("edgestill");
    } finally {
      karaf.stop();
    }
    assertThat(at.resolve("models")).isNotEmptyDirectory();
  }

  /** Loopback only, free ports, a user of the shell, and no other repository. */
  private void configure(Path karaf) throws IOException {
    Path etc = karaf.resolve("etc");
    set(etc, "users.properties", USER + " = " + USER + ",_g_:admingroup");
    set(etc, "users.properties", "_g_\\:admingroup = group,admin,manager,viewer,systembundles,ssh");
    set(etc, "org.apache.karaf.shell.cfg", "sshHost = 127.0.0.1");
    set(etc, "org.apache.karaf.shell.cfg", "sshPort = " + shellPort);
    set(etc, "org.apache.karaf.management.cfg", "rmiRegistryPort = " + FreePort.find());
    set(etc, "org.apache.karaf.management.cfg", "rmiServerPort = " + FreePort.find());
    set(etc, "org.ops4j.pax.url.mvn.cfg", "org.ops4j.pax.url.mvn.repositories =");
    set(
        etc,
        "org.ops4j.pax.url.mvn.cfg",
        "org.ops4j.pax.url.mvn.localRepository = ${karaf.data}/repository");
    set(etc, "org.ops4j.pax.web.cfg", "org.osgi.service.http.port = " + port);
    set(etc, "org.ops4j.pax.web.cfg", "org.ops4j.pax.web.listening.addresses = 127.0.0.1");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(
              file,
              target,
              StandardCopyOption.COPY_ATTRIBUTES,
              StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  /** A later line of a file counts more than an earlier one. */
  private static void set(Path etc, String file, String line) throws IOException {
    Files.write(
        etc.resolve(file), List.of(line), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private Set<String> bundles() throws Exception {
    return shell("bundle:list -s -t 0 --no-format")
        .lines()
        .map(line -> line.substring(line.lastIndexOf('\t') + 1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void awaitShell() throws Exception {
    long deadline = System.nanoTime() + patience().toNanos();
    while (true) {
      try {
        shell("feature:list");
        return;
      } catch (IOException notYet) {
        if (System.nanoTime() > deadline) {
          throw notYet;
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  private String shell(String command) throws Exception {
    try (SshClient client = SshClient.setUpDefaultClient()) {
      client.start();
      try (ClientSession session =
          client.connect(USER, "127.0.0.1", shellPort).verify(patience()).getSession()) {
        session.addPasswordIdentity(USER);
        session.auth().verify(patience());
        return session.executeRemoteCommand(command);
      }
    }
  }
}
