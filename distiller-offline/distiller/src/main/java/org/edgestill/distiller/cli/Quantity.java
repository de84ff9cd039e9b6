package org.edgestill.distiller.cli;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers with a unit, as people write them: {@code 1MB}, {@code 1.5MiB}, {@code 5ms}. */
final class Quantity {

  private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([A-Za-z]*)");

  private Quantity() {}

  /** Bytes: B, kB, MB, GB are powers of 1000, KiB, MiB, GiB of 1024. */
  static final class Bytes implements ITypeConverter<Long> {
    private static final Map<String, Long> UNITS =
        Map.of(
            "",
            1L,
            "b",
            1L,
            "kb",
            1_000L,
            "mb",
            1_000_000L,
            "gb",
            1_000_000_000L,
            "kib",
            1L << 10,
            "mib",
            1L << 20,
            "gib",
            1L << 30);

    @Override
    public Long convert(String text) {
      return parse(text, UNITS, "a size such as 500kB, 1MB or 1MiB").longValue();
    }
  }

  /** Microseconds: us, ms, s. */
  static final class Micros implements ITypeConverter<Double> {
    private static final Map<String, Long> UNITS = Map.of("us", 1L, "ms", 1_000L, "s", 1_000_000L);

    @Override
    public Double convert(String text) {
      return parse(text, UNITS, "a time such as 800us or 5ms").doubleValue();
    }
  }

  private static BigDecimal parse(String text, Map<String, Long> units, String expected) {
    Matcher form = FORM.matcher(text.strip());
    Long unit = form.matches() ? units.get(form.group(2).toLowerCase(Locale.ROOT)) : null;
    if (unit == null) {
      throw new TypeConversionException("'" + text + "' is not " + expected);
    }
    return new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(unit));
  }
}
