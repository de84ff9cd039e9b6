package org.edgestill.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Prints what happens, in chapters and plain words, with the time since the start. */
final class Story {
  private static final String RULE = "-".repeat(88);

  private final PrintStream out;
  private final long startNanos = System.nanoTime();
  private int chapter;

  Story(PrintStream out) {
    this.out = out;
  }

  void chapter(String title) {
    chapter++;
    out.println();
    out.println(RULE);
    out.printf(Locale.ROOT, "%d. %-76s %6s%n", chapter, title, clock());
    out.println(RULE);
  }

  void say(String format, Object... arguments) {
    out.printf(Locale.ROOT, format + "%n", arguments);
  }

  void list(List<String> lines) {
    lines.forEach(line -> out.println("   " + line));
  }

  double wallSeconds() {
    return Duration.ofNanos(System.nanoTime() - startNanos).toMillis() / 1000.0;
  }

  private String clock() {
    long seconds = Math.round(wallSeconds());
    return String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
  }
}
