package org.edgestill.distiller.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.edgestill.distiller.train.Progress;

/**
 * The epochs of the trainings of a step, kept in a file of its folder: {@code learning-curves.csv},
 * a line an epoch that was validated. A training that goes on where it was stopped adds to its
 * curve; epochs that were repeated replace the earlier ones when they are read.
 */
final class LearningCurves {

  static final String FILE = "learning-curves.csv";

  private static final String HEADER = "model,epoch,loss,ndcg10,seconds";

  /**
   * One epoch.
   *
   * @param loss mean training loss of a prediction
   * @param ndcg10 on validation
   */
  record Point(int epoch, double loss, double ndcg10) {}

  private LearningCurves() {}

  /** Keeps what passes. */
  static Progress recording(Path folder, Progress next) {
    return epoch -> {
      if (!Double.isNaN(epoch.ndcg10())) {
        append(folder.resolve(FILE), epoch);
      }
      next.epoch(epoch);
    };
  }

  private static void append(Path file, Progress.Epoch epoch) {
    String line =
        String.format(
            Locale.ROOT,
            "%s,%d,%.6f,%.6f,%.3f%n",
            epoch.model(),
            epoch.number(),
            epoch.loss(),
            epoch.ndcg10(),
            epoch.seconds());
    try {
      if (!Files.exists(file)) {
        Files.writeString(file, HEADER + System.lineSeparator());
      }
      Files.writeString(file, line, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("can not write " + file, e);
    }
  }

  /**
   * The curves of a step by model, each in the order of its epochs; none if nothing was trained. An
   * epoch 1 begins a curve anew.
   */
  static Map<String, List<Point>> read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    Map<String, TreeMap<Integer, Point>> curves = new LinkedHashMap<>();
    if (Files.exists(file)) {
      List<String> lines = Files.readAllLines(file);
      for (String line : lines.subList(1, lines.size())) {
        String[] fields = line.split(",", -1);
        Point point =
            new Point(
                Integer.parseInt(fields[1]),
                Double.parseDouble(fields[2]),
                Double.parseDouble(fields[3]));
        TreeMap<Integer, Point> curve = curves.computeIfAbsent(fields[0], m -> new TreeMap<>());
        curve.tailMap(point.epoch(), true).clear();
        curve.put(point.epoch(), point);
      }
    }
    Map<String, List<Point>> read = new LinkedHashMap<>();
    curves.forEach((model, curve) -> read.put(model, new ArrayList<>(curve.values())));
    return read;
  }
}
