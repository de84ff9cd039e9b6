package org.edgestill.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** How a gateway starts its Java, so that what is compared with it is started likewise. */
public final class StartScript {
  private static final String SCRIPT = "bin/edgestill-gateway";

  /** {@code -Xmx128m} or {@code -XX:+UseSerialGC}, on a line that is no comment. */
  private static final Pattern OPTION = Pattern.compile("(?<=\\s)-X\\S+");

  private static final String COMMENT = "#";

  private StartScript() {}

  /**
   * The options of the virtual machine.
   *
   * @param gateway the unpacked {@code edgestill-gateway} folder
   * @throws IOException if its script can not be read or has none
   */
  public static List<String> options(Path gateway) throws IOException {
    Path script = gateway.resolve(SCRIPT);
    List<String> options =
        Files.readAllLines(script).stream()
            .filter(line -> !line.startsWith(COMMENT))
            .flatMap(line -> OPTION.matcher(line).results())
            .map(MatchResult::group)
            .toList();
    if (options.isEmpty()) {
      throw new IOException(script + " has no option for Java");
    }
    return options;
  }

  /**
   * The same without the size of the heap.
   *
   * @param gateway the unpacked {@code edgestill-gateway} folder
   * @throws IOException as {@link #options}
   */
  public static List<String> optionsWithoutHeap(Path gateway) throws IOException {
    return options(gateway).stream().filter(option -> option.startsWith("-XX:")).toList();
  }
}
