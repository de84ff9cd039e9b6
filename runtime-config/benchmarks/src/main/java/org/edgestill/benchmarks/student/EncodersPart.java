package org.edgestill.benchmarks.student;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.edgestill.benchmarks.Bench;
import org.edgestill.benchmarks.Figure;
import org.edgestill.benchmarks.Findings;
import org.edgestill.benchmarks.Part;
import org.edgestill.benchmarks.student.Rounds.Setting;
import org.edgestill.benchmarks.student.Rounds.Task;
import org.edgestill.graph.Precision;
import org.edgestill.graph.StudentGraph;
import org.edgestill.graph.StudentWeights;

/** Other ways to score all items than the graph with a table of 8 bits. */
public final class EncodersPart implements Part {
  static final int HISTORY = 20;
  private static final int ROUNDS = 2;
  private static final int LARGE = 100_000;

  /** Learning product codes for more items takes minutes. */
  private static final Map<Integer, List<Precision>> PRECISIONS = new LinkedHashMap<>();

  static {
    PRECISIONS.put(1_000, List.of(Precision.INT8));
    PRECISIONS.put(
        LARGE, List.of(Precision.FP32, Precision.INT8, Precision.INT4, Precision.PRODUCT));
    PRECISIONS.put(1_000_000, List.of(Precision.INT8, Precision.INT4));
  }

  private final Students students;

  /** A part that shares its students with others. */
  public EncodersPart(Students students) {
    this.students = students;
  }

  @Override
  public String name() {
    return "encoders";
  }

  @Override
  public String about() {
    return "the graph with its table stored in other ways, and scoring by the Vector API";
  }

  @Override
  public Findings measure(Bench bench) throws Exception {
    Rounds rounds = new Rounds(bench, ROUNDS);
    Map<Integer, List<Precision>> measured = new LinkedHashMap<>(PRECISIONS);
    if (bench.quick()) {
      measured.remove(1_000_000);
      measured.put(LARGE, List.of(Precision.INT8, Precision.INT4));
    }
    for (var entry : measured.entrySet()) {
      int items = entry.getKey();
      Setting size = Setting.of("items", items);
      rounds.add(
          new Task(
              GraphRuns.class,
              "run",
              List.of(
                  size,
                  Setting.of("store", students.store(bench, items)),
                  Setting.of("graphs", graphs(bench, items, entry.getValue())),
                  new Setting(
                      "precision", entry.getValue().stream().map(Precision::text).toList())),
              List.of("items", "precision")));
      rounds.add(new Task(VectorScoring.class, "score", List.of(size), List.of("items")));
    }
    Measurements all = rounds.run();
    List<Figure> figures = new ArrayList<>();
    measured.forEach(
        (items, precisions) -> {
          String as = "/" + Label.of(items);
          for (Precision precision : precisions) {
            String text = precision.text();
            figures.add(all.time("run/" + items + "/" + text, "graph-" + text + as));
          }
          figures.add(all.time("score/" + items, "vector-scoring" + as));
        });
    return new Findings(
        figures,
        List.of(),
        List.of(
            "Raw runs, history of " + HISTORY + "; of 1k items a run is nearly all encoder.",
            "Scoring by the Vector API is of a table of 8 bits, gives the exact best ten (checked"
                + " before it is measured), and has no encoder, no prior and no exclusion."));
  }

  private static Path graphs(Bench bench, int items, List<Precision> precisions)
      throws IOException {
    Path folder = Files.createDirectories(bench.work().resolve("graphs-" + items));
    StudentWeights weights = Students.release(items).weights();
    for (Precision precision : precisions) {
      bench.say("%,d items as %s".formatted(items, precision.text()));
      Files.write(folder.resolve(precision.text() + ".onnx"), StudentGraph.of(weights, precision));
    }
    return folder;
  }
}
