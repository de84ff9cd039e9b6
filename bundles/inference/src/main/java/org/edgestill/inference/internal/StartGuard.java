package org.edgestill.inference.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.model.Digests;
import org.edgestill.model.io.DurableFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The boot counter: keeps a release that kills the process from killing every process after it. It
 * counts before the release is loaded, so that it does not matter who else has been started by
 * then. A release that has once served for a while is not suspected any more, because processes
 * also end by power cuts.
 *
 * <pre>
 * unproven   the digest that serves since not long ago, how often the process died with it, and
 *            which process runs with it
 * deadly     the digest that was given up
 * </pre>
 *
 * For one thread at a time.
 */
final class StartGuard {

  private static final Logger LOG = LoggerFactory.getLogger(StartGuard.class);
  private static final int MAX_BYTES = 128;
  private static final String NONE = "none";

  /** Tells this process from those before it, also where every process has the same number. */
  private static final String PROCESS =
      ProcessHandle.current().pid()
          + "@"
          + ProcessHandle.current().info().startInstant().map(Instant::toEpochMilli).orElse(0L);

  private record Unproven(String digest, int deaths, String process) {

    /** Whether the process that wrote this ended without saying so. */
    boolean died() {
      return !process.equals(NONE) && !process.equals(PROCESS);
    }
  }

  private final Path unproven;
  private final Path deadly;
  private final int maxDeaths;

  StartGuard(Path directory, int maxDeaths) {
    this.unproven = directory.resolve("unproven");
    this.deadly = directory.resolve("deadly");
    this.maxDeaths = maxDeaths;
  }

  /** A release is about to be put in service. */
  void begins(String digest) throws IOException {
    write(new Unproven(digest, 0, PROCESS));
  }

  /**
   * The process has started, and a release is about to be loaded.
   *
   * @return whether it may be; if not, too many processes died with it
   */
  boolean mayStart(String digest) throws IOException {
    if (isDeadly(digest)) {
      return false;
    }
    Optional<Unproven> known = read().filter(each -> each.digest().equals(digest));
    if (known.isEmpty()) {
      return true;
    }
    int deaths = known.get().deaths() + (known.get().died() ? 1 : 0);
    if (deaths < maxDeaths) {
      write(new Unproven(digest, deaths, PROCESS));
      return true;
    }
    LOG.error("The process died {} times soon after release {} was put in service", deaths, digest);
    DurableFiles.write(deadly, (digest + "\n").getBytes(StandardCharsets.US_ASCII));
    DurableFiles.delete(unproven);
    return false;
  }

  /** The release has served for long enough, or does not serve any more. */
  void proven() throws IOException {
    DurableFiles.delete(unproven);
  }

  /** The process ends in an orderly way. */
  void ended() throws IOException {
    Optional<Unproven> known = read();
    if (known.isPresent()) {
      write(new Unproven(known.get().digest(), known.get().deaths(), NONE));
    }
  }

  /**
   * Nothing if a release may be loaded.
   *
   * @throws ModelRefusedException with {@code QUARANTINED} if processes died with it
   */
  void requireHarmless(String digest) throws ModelRefusedException {
    boolean harmful;
    try {
      harmful = isDeadly(digest);
    } catch (IOException e) {
      LOG.warn("{} can not be read: {}", deadly, e.toString());
      return;
    }
    if (harmful) {
      throw new ModelRefusedException(
          RefusalCode.QUARANTINED,
          "the process died " + maxDeaths + " times soon after it was put in service");
    }
  }

  private boolean isDeadly(String digest) throws IOException {
    return text(deadly).filter(digest::equals).isPresent();
  }

  private void write(Unproven next) throws IOException {
    String text = next.digest() + " " + next.deaths() + " " + next.process() + "\n";
    DurableFiles.write(unproven, text.getBytes(StandardCharsets.US_ASCII));
  }

  private Optional<Unproven> read() throws IOException {
    String[] words = text(unproven).orElse("").split(" ", -1);
    if (words.length != 3 || !Digests.isSha256(words[0]) || !words[1].matches("[0-9]{1,4}")) {
      return Optional.empty();
    }
    return Optional.of(new Unproven(words[0], Integer.parseInt(words[1]), words[2]));
  }

  private static Optional<String> text(Path file) throws IOException {
    try {
      byte[] content = DurableFiles.readBounded(file, MAX_BYTES);
      return Optional.of(new String(content, StandardCharsets.US_ASCII).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
