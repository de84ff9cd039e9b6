package org.edgestill.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of versions, written as in OSGi: {@code [1,2)} is everything from 1.0.0 up to but not
 * including 2.0.0. Versions have one to three numbers; missing ones are 0, qualifiers are ignored.
 *
 * @param text the range as written
 */
public record VersionRange(String text) {

  private static final String NUMBERS = "(\\d{1,9}(?:\\.\\d{1,9}){0,2})";
  private static final Pattern RANGE =
      Pattern.compile("([\\[(])" + NUMBERS + "," + NUMBERS + "([\\])])");
  private static final Pattern VERSION = Pattern.compile(NUMBERS + "(?:[.+-][0-9A-Za-z.+_-]*)?");

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if it is not a range, or an empty one
   */
  public VersionRange {
    Matcher range = RANGE.matcher(text);
    if (!range.matches()) {
      throw new IllegalArgumentException("a version range looks like [1,2), not '" + text + "'");
    }
    int order = compare(range.group(2), range.group(3));
    boolean closed = text.startsWith("[") && text.endsWith("]");
    if (order > 0 || (order == 0 && !closed)) {
      throw new IllegalArgumentException("no version is in the range " + text);
    }
  }

  /**
   * Whether a version is in the range.
   *
   * @throws IllegalArgumentException if the text is not a version
   */
  public boolean includes(String version) {
    Matcher given = VERSION.matcher(version);
    Matcher range = RANGE.matcher(text);
    if (!given.matches() || !range.matches()) {
      throw new IllegalArgumentException("a version looks like 1.2.3, not '" + version + "'");
    }
    int low = compare(given.group(1), range.group(2));
    int high = compare(given.group(1), range.group(3));
    return (text.startsWith("[") ? low >= 0 : low > 0)
        && (text.endsWith("]") ? high <= 0 : high < 0);
  }

  @Override
  public String toString() {
    return text;
  }

  private static int compare(String left, String right) {
    String[] a = left.split("\\.", -1);
    String[] b = right.split("\\.", -1);
    for (int i = 0; i < 3; i++) {
      int order = Integer.compare(number(a, i), number(b, i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int number(String[] numbers, int i) {
    return i < numbers.length ? Integer.parseInt(numbers[i]) : 0;
  }
}
