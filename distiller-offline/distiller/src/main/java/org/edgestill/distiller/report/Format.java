package org.edgestill.distiller.report;

import java.util.Locale;

/** How figures are written, the same everywhere. */
public final class Format {

  private static final double KILO = 1_000;
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

  private Format() {}

  /** With so many digits after the point. */
  public static String fixed(double value, int digits) {
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return text.matches("-0\\.?0*") ? text.substring(1) : text;
  }

  /** With its sign, and a real minus. */
  public static String signed(double value, int digits) {
    String text = fixed(Math.abs(value), digits);
    return (value < 0 ? "\u2212" : "+") + text;
  }

  /** With thousands apart. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Decimal units, three digits: {@code 369 kB}, {@code 1.23 MB}. */
  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= KILO - 0.5 && unit < UNITS.length - 1) {
      value /= KILO;
      unit++;
    }
    int digits = unit == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    String text = fixed(value, digits);
    if (text.contains(".")) {
      text = text.replaceAll("\\.?0+$", "");
    }
    return text + " " + UNITS[unit];
  }

  /** A p-value: {@code 0.031}, {@code < 0.001}. */
  public static String p(double p) {
    return p < 0.001 ? "< 0.001" : fixed(p, 3);
  }
}
