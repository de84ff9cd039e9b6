package org.edgestill.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.edgestill.benchmarks.gateway.FootprintPart;
import org.edgestill.benchmarks.gateway.LoadPart;
import org.edgestill.benchmarks.gateway.SoakPart;
import org.edgestill.benchmarks.gateway.UpdatePart;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures everything side by side, prints a table and writes it as JSON. */
@Command(
    name = "benchmarks",
    mixinStandardHelpOptions = true,
    description = "Measures Edgestill beside what one would use instead.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:measured, and every claim holds",
      "1:something could not be measured",
      "2:the command line is wrong",
      "3:measured, but a claim does not hold"
    })
public final class Benchmarks implements Callable<Integer> {
  private static final String ALL = "all";
  private static final int MISSED = 3;
  private static final List<Part> PARTS =
      List.of(new LoadPart(), new FootprintPart(), new UpdatePart(), new SoakPart());

  private final List<Part> parts;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--gateway", required = true, description = "the unpacked edgestill-gateway")
  private Path gateway = Path.of("");

  @Option(names = "--output", required = true, description = "where everything is written")
  private Path output = Path.of("");

  @Option(
      names = "--parts",
      split = ",",
      defaultValue = ALL,
      description = "what is measured, with commas between; all of it by default")
  private List<String> chosen = List.of(ALL);

  @Option(
      names = "--quick",
      arity = "1",
      description = "true: measure little, to see that everything runs; the figures mean nothing")
  private boolean quick;

  @Option(names = "--json", description = "print the results as JSON, progress to standard error")
  private boolean json;

  private Benchmarks(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /** Runs them. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Benchmarks(PARTS)).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    PrintStream out = json ? System.err : System.out;
    List<Part> now = chosenParts();
    Files.createDirectories(output);
    Machine machine = Machine.here();
    Map<String, Findings> findings = new LinkedHashMap<>();
    for (Part part : now) {
      out.println(part.name() + ": " + part.about());
      Bench bench = new Bench(gateway, emptyFolder(output.resolve(part.name())), quick, out);
      Findings found = part.measure(bench);
      findings.put(part.name(), found);
      out.print(Results.table(found));
    }
    Results results = new Results(machine, quick, findings);
    Path file = output.resolve("benchmarks.json");
    results.write(file);
    if (json) {
      System.out.println(Files.readString(file));
    }
    out.println("as JSON: " + file);
    if (results.missed().isEmpty()) {
      return CommandLine.ExitCode.OK;
    }
    results.missed().forEach(claim -> out.println("not true in this run: " + claim.what()));
    return MISSED;
  }

  private List<Part> chosenParts() {
    if (chosen.equals(List.of(ALL))) {
      return parts;
    }
    List<Part> found = new ArrayList<>();
    for (String name : chosen) {
      found.add(
          parts.stream()
              .filter(part -> part.name().equals(name))
              .findFirst()
              .orElseThrow(() -> unknown(name)));
    }
    return found;
  }

  private ParameterException unknown(String name) {
    String known = parts.stream().map(Part::name).collect(Collectors.joining(", "));
    return new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "there is no part '" + name + "'; choose from: " + known);
  }

  private static Path emptyFolder(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var old = Files.walk(folder)) {
        for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    return Files.createDirectories(folder);
  }
}
