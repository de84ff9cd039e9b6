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
import org.edgestill.benchmarks.student.EncodersPart;
import org.edgestill.benchmarks.student.PeersPart;
import org.edgestill.benchmarks.student.StudentPart;
import org.edgestill.benchmarks.student.Students;
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
      "3:measured, but a claim does not hold, or something is worse than the baseline"
    })
public final class Benchmarks implements Callable<Integer> {
  private static final String ALL = "all";
  private static final String NONE = "none";
  private static final int MISSED = 3;

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
      description =
          "what is measured, with commas between; all of it by default; none writes the documents"
              + " again from their benchmarks.json")
  private List<String> chosen = List.of(ALL);

  @Option(
      names = "--quick",
      arity = "1",
      description = "true: measure little, to see that everything runs; the figures mean nothing")
  private boolean quick;

  @Option(names = "--json", description = "print the results as JSON, progress to standard error")
  private boolean json;

  @Option(
      names = "--docs",
      defaultValue = "",
      description =
          "a folder of documents: write the tables into its benchmarks.md, the results to its"
              + " benchmarks.json and plots beside them; parts that this run leaves out stay there"
              + " as they are")
  private String docs = "";

  @Option(
      names = "--baseline",
      defaultValue = "",
      description =
          "the benchmarks.json of another run: instead of holding the claims to their limits, fail"
              + " if ratios or allocations are clearly worse than there")
  private String baseline = "";

  Benchmarks(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /** Runs them. */
  public static void main(String[] arguments) {
    Students students = new Students();
    List<Part> all =
        List.of(
            new StudentPart(students),
            new PeersPart(students),
            new EncodersPart(students),
            new LoadPart(),
            new FootprintPart(),
            new UpdatePart(),
            new SoakPart());
    System.exit(new CommandLine(new Benchmarks(all)).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    PrintStream out = json ? System.err : System.out;
    if (chosen.equals(List.of(NONE))) {
      if (docs.isEmpty()) {
        throw wrong("'none' is for documents: say where they are with --docs");
      }
      Documents.rewrite(Path.of(docs), out);
      return CommandLine.ExitCode.OK;
    }
    List<Part> now = chosenParts();
    Results before = baseline.isEmpty() ? null : readBaseline();
    if (quick && !docs.isEmpty()) {
      throw wrong("a quick run is not for documents: leave out --quick or --docs");
    }
    Files.createDirectories(output);
    Machine machine = Machine.here();
    Map<String, Findings> findings = new LinkedHashMap<>();
    Path file = output.resolve("benchmarks.json");
    List<String> failed = new ArrayList<>();
    for (Part part : now) {
      out.println(part.name() + ": " + part.about());
      Bench bench = new Bench(gateway, emptyFolder(output.resolve(part.name())), quick, out);
      try {
        Findings found = part.measure(bench);
        findings.put(part.name(), found);
        out.print(Results.table(found));
      } catch (Exception e) {
        failed.add(part.name());
        out.println("   could not be measured:");
        e.printStackTrace(out);
      }
      // after each part, so that a later one that fails costs nothing
      new Results(machine, quick, findings).write(file);
    }
    Results results = new Results(machine, quick, findings);
    if (json) {
      System.out.println(Files.readString(file));
    }
    Files.writeString(output.resolve("benchmarks.md"), Documents.markdown(results));
    out.println("as JSON: " + file + ", as Markdown beside it");
    if (!docs.isEmpty()) {
      Documents.add(Path.of(docs), results, out);
    }
    if (!failed.isEmpty()) {
      out.println("could not be measured: " + String.join(", ", failed));
      return CommandLine.ExitCode.SOFTWARE;
    }
    return before == null ? judged(results, out) : compared(results, before, out);
  }

  private static int compared(Results results, Results before, PrintStream out) {
    List<String> worse = Regressions.of(results, before);
    worse.forEach(line -> out.println("worse than the baseline: " + line));
    if (worse.isEmpty()) {
      out.println("not worse than the baseline");
    }
    return worse.isEmpty() ? CommandLine.ExitCode.OK : MISSED;
  }

  private static int judged(Results results, PrintStream out) {
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
    return wrong("there is no part '" + name + "'; choose from: " + known);
  }

  private Results readBaseline() {
    try {
      return Results.read(Path.of(baseline));
    } catch (IOException e) {
      throw wrong(
          "the baseline can not be read, it is what a run writes with --docs: " + e.getMessage());
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
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
