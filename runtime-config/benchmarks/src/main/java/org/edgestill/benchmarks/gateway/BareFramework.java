package org.edgestill.benchmarks.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.edgestill.benchmarks.StartScript;

/** An OSGi framework without anything of ours, as a process of its own. */
final class BareFramework implements AutoCloseable {
  private static final int QUIET_SECONDS = 2;
  private static final Duration LITTLE = Duration.ofMillis(30);

  /** Less than any Java virtual machine needs to start a framework. */
  private static final Duration SOMETHING = Duration.ofMillis(200);

  private static final long POLL_MILLIS = 20;
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final String name;
  private final List<Path> installed;
  private final Process process;
  private final Thread atExit = new Thread(this::kill, "end-framework");

  private BareFramework(String name, List<Path> installed, ProcessBuilder command, Path work)
      throws IOException {
    this.name = name;
    this.installed = installed;
    command
        .directory(work.toFile())
        .redirectErrorStream(true)
        .redirectOutput(work.resolve("output").toFile());
    Runtime.getRuntime().addShutdownHook(atExit);
    this.process = command.start();
  }

  /** The Felix of a gateway with the Gogo shell only. */
  static BareFramework felix(Path gateway, Path work) throws IOException {
    Files.createDirectories(work);
    Path framework = gateway.resolve("lib/felix.jar").toAbsolutePath();
    List<Path> gogo;
    try (Stream<Path> bundles =
        Files.list(gateway.resolve("bundles/2-services").toAbsolutePath())) {
      gogo =
          bundles
              .filter(bundle -> bundle.getFileName().toString().contains(".gogo."))
              .sorted()
              .toList();
    }
    StringBuilder start = new StringBuilder();
    gogo.forEach(bundle -> start.append(bundle.toUri()).append(' '));
    Stream<String> command =
        Stream.of(
                Stream.of(java()),
                StartScript.options(gateway).stream(),
                Stream.of(
                    "-Dorg.osgi.framework.storage=" + work.resolve("framework").toAbsolutePath(),
                    "-Dgosh.args=--nointeractive",
                    "-Dfelix.auto.start.1=" + start,
                    "-jar",
                    framework.toString()))
            .flatMap(part -> part);
    return new BareFramework(
        "felix",
        Stream.concat(Stream.of(framework), gogo.stream()).toList(),
        new ProcessBuilder(command.toList()),
        work);
  }

  /**
   * Karaf as it comes, without its console.
   *
   * @param home where it is unpacked
   * @param gateway whose Java options it gets
   */
  static BareFramework karaf(Path home, Path gateway, Path work) throws IOException {
    Path data = Files.createDirectories(work.resolve("data"));
    ProcessBuilder command =
        new ProcessBuilder(home.resolve("bin/karaf").toAbsolutePath().toString(), "server");
    command.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // after Karaf's own, so they win
    command.environment().put("EXTRA_JAVA_OPTS", String.join(" ", StartScript.options(gateway)));
    command.environment().put("KARAF_DATA", data.toAbsolutePath().toString());
    return new BareFramework("karaf-minimal", List.of(home), command, work);
  }

  String name() {
    return name;
  }

  /** What has to be installed for it. */
  List<Path> installed() {
    return installed;
  }

  /** Returns the process of its Java virtual machine, which its script starts after a while. */
  long awaitJava() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (process.isAlive() && System.nanoTime() < deadline) {
      Optional<ProcessHandle> java =
          Stream.concat(Stream.of(process.toHandle()), process.descendants())
              .filter(BareFramework::isFramework)
              .findFirst();
      if (java.isPresent()) {
        return java.get().pid();
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    throw new IOException(name + " did not start; its output is in its work folder");
  }

  /** Karaf's script asks Java for its version first. */
  private static boolean isFramework(ProcessHandle each) {
    boolean java = each.info().command().orElse("").endsWith("/java");
    return java
        && each.info().arguments().stream()
            .flatMap(Stream::of)
            .anyMatch(argument -> argument.endsWith(".jar") || argument.startsWith("org.apache"));
  }

  /** Returns when a process that has done something has been doing next to nothing for a while. */
  static void awaitQuiet(long pid) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    Duration last = ProcessUse.of(pid).processor();
    for (int quiet = 0; quiet < QUIET_SECONDS; ) {
      if (System.nanoTime() > deadline) {
        throw new IOException("process " + pid + " is busy for longer than " + LONGEST);
      }
      TimeUnit.SECONDS.sleep(1);
      Duration now = ProcessUse.of(pid).processor();
      boolean idle = now.minus(last).compareTo(LITTLE) <= 0 && now.compareTo(SOMETHING) > 0;
      quiet = idle ? quiet + 1 : 0;
      last = now;
    }
  }

  @Override
  public void close() {
    kill();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  private void kill() {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle()))
            .sorted(Comparator.comparingLong(ProcessHandle::pid))
            .toList();
    all.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
