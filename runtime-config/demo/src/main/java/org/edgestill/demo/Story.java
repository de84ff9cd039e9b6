package org.edgestill.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Prints what happens, in chapters and plain words, with the time since the start. */
final class Story {
  private static final String RULE = "-".repeat(88);

  /** The widest table has 132 characters. */
  private static final int LONGEST = 136;

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

  /** Says something that may be long: broken between words, but no table is. */
  void paragraph(String text) {
    String rest = text;
    String indent = "   ";
    while (rest.length() > LONGEST && rest.lastIndexOf(' ', LONGEST) > 0) {
      int end = rest.lastIndexOf(' ', LONGEST);
      out.println(indent + rest.substring(0, end));
      rest = rest.substring(end + 1);
      indent = "     ";
    }
    out.println(indent + rest);
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
