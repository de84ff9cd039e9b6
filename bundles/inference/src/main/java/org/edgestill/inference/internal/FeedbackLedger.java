package org.edgestill.inference.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.edgestill.api.model.Feedback;
import org.edgestill.model.io.DurableFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many answers of each release were judged and accepted, kept over restarts in a small file of
 * lines {@code digest judged accepted}, the release that was judged last at the end. Nothing about
 * any user is in it.
 *
 * <p>It is written at most once a minute and at the end, so a power cut costs a minute of counts.
 * What is written are additions to what the file holds by then: while this bundle is replaced, two
 * ledgers have one file for a moment. Thread-safe.
 */
final class FeedbackLedger {

  private static final Logger LOG = LoggerFactory.getLogger(FeedbackLedger.class);

  /** Releases that are kept; of more, those that were judged longest ago are forgotten. */
  static final int MAX_RELEASES = 64;

  private static final int MAX_BYTES = 16 * 1024;
  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) (\\d{1,18}) (\\d{1,18})");

  private final Path file;
  private final LongSupplier nanos;
  private final Map<String, Feedback> unwritten = new LinkedHashMap<>();
  private Map<String, Feedback> written;
  private long lastWrite;

  /**
   * Reads what is there.
   *
   * @param directory of the model's store; need not be there yet
   * @param nanos gives the time, as {@link System#nanoTime}
   */
  FeedbackLedger(Path directory, LongSupplier nanos) {
    this.file = directory.resolve("feedback");
    this.nanos = nanos;
    this.written = read();
    this.lastWrite = nanos.getAsLong();
  }

  /** It is known whether an answer of a release was accepted. */
  synchronized void judged(String digest, boolean accepted) {
    Feedback before = unwritten.remove(digest);
    Feedback one = new Feedback(1, accepted ? 1 : 0);
    unwritten.put(digest, before == null ? one : before.plus(one));
  }

  /** By digest. */
  synchronized Map<String, Feedback> all() {
    return Map.copyOf(sum(written));
  }

  private Map<String, Feedback> sum(Map<String, Feedback> base) {
    Map<String, Feedback> sum = new LinkedHashMap<>(base);
    for (Map.Entry<String, Feedback> each : unwritten.entrySet()) {
      Feedback before = sum.remove(each.getKey());
      sum.put(each.getKey(), before == null ? each.getValue() : before.plus(each.getValue()));
    }
    while (sum.size() > MAX_RELEASES) {
      sum.remove(sum.keySet().iterator().next());
    }
    return sum;
  }

  /** Writes if there is something new, and the last time was long enough ago. */
  synchronized void writeIfDue() {
    if (nanos.getAsLong() - lastWrite >= PAUSE_NANOS) {
      write();
    }
  }

  /** Writes if there is something new. */
  synchronized void write() {
    lastWrite = nanos.getAsLong();
    if (unwritten.isEmpty()) {
      return;
    }
    Map<String, Feedback> sum = sum(read());
    StringBuilder lines = new StringBuilder();
    sum.forEach(
        (digest, feedback) ->
            lines
                .append(digest)
                .append(' ')
                .append(feedback.judged())
                .append(' ')
                .append(feedback.accepted())
                .append('\n'));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      DurableFiles.write(file, lines.toString().getBytes(StandardCharsets.US_ASCII));
      written = sum;
      unwritten.clear();
    } catch (IOException e) {
      LOG.warn("Feedback is not written now, and tried again in a minute: {}", e.toString());
    }
  }

  private Map<String, Feedback> read() {
    try {
      byte[] content = DurableFiles.readBounded(file, MAX_BYTES);
      return parse(new String(content, StandardCharsets.US_ASCII));
    } catch (NoSuchFileException none) {
      return new HashMap<>();
    } catch (IOException e) {
      LOG.warn("{} can not be read, feedback is counted anew: {}", file, e.toString());
      return new HashMap<>();
    }
  }

  private static Map<String, Feedback> parse(String content) throws IOException {
    Map<String, Feedback> parsed = new LinkedHashMap<>();
    for (String line : content.lines().toList()) {
      Matcher fields = LINE.matcher(line);
      if (!fields.matches()) {
        throw new IOException("a line is not 'digest judged accepted'");
      }
      parsed.put(
          fields.group(1),
          new Feedback(Long.parseLong(fields.group(2)), Long.parseLong(fields.group(3))));
    }
    return parsed;
  }
}
