package org.edgestill.distiller.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.edgestill.distiller.baseline.Ease;
import org.edgestill.distiller.baseline.ItemKnn;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.baseline.Popularity;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Protocol;
import org.edgestill.distiller.evaluate.Scorer;
import org.edgestill.distiller.export.OnnxStudent;
import org.edgestill.distiller.train.CompressedTransformer;
import org.edgestill.distiller.train.TrainedTransformer;

/**
 * Which models a report compares, in the order of its table. Another model is one more line in
 * {@link #all}; table, plots, slices and comparisons take it from there.
 */
final class ReportModels implements AutoCloseable {

  private static final int FOUR_BITS = 4;

  /** Makes a model when its turn has come. */
  @FunctionalInterface
  interface Source {
    Scorer open() throws IOException;
  }

  /**
   * A model of the report.
   *
   * @param role how it is shown
   */
  record Entry(Role role, Source model) {}

  private final Workspace workspace;
  private final Protocol protocol;
  private final Dataset data;
  private final TrainedTransformer transformer;
  private final FusedTeacher teacher;
  private final List<AutoCloseable> opened = new ArrayList<>();

  ReportModels(Workspace workspace, Protocol protocol, RunListener listener) throws IOException {
    this.workspace = workspace;
    this.protocol = protocol;
    this.data = workspace.prepared().data();
    this.transformer = keep(TeachStep.transformer(workspace, listener));
    try {
      this.teacher = TeachStep.teacher(workspace, transformer);
    } catch (IOException | RuntimeException e) {
      transformer.close();
      throw e;
    }
  }

  List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    all.add(new Entry(Role.BASELINE, () -> new Popularity(data)));
    all.add(new Entry(Role.BASELINE, () -> ItemKnn.fit(data, ItemKnn.CANDIDATES)));
    all.add(new Entry(Role.BASELINE, () -> Markov.learn(data, Markov.Settings.BASELINE)));
    all.add(new Entry(Role.BASELINE, teacher::markov));
    Ease ease = teacher.ease();
    if (ease != null) {
      all.add(new Entry(Role.BASELINE, () -> ease.newest(Ease.ALL)));
      all.add(new Entry(Role.BASELINE, () -> ease));
    }
    all.add(new Entry(Role.TEACHER, () -> transformer));
    all.add(new Entry(Role.TEACHER, teacher::fusion));
    all.add(
        new Entry(
            Role.CONTROL,
            () -> keep(CompressedTransformer.lowRank(transformer, Files.size(studentFile())))));
    all.add(
        new Entry(Role.CONTROL, () -> keep(CompressedTransformer.rounded(transformer, FOUR_BITS))));
    all.add(new Entry(Role.CONTROL, () -> student(Student.ALONE)));
    all.add(new Entry(Role.STUDENT, () -> student(Student.DISTILLED)));
    return all;
  }

  private Path studentFile() {
    return file(Student.DISTILLED);
  }

  private Path file(Student which) {
    return workspace.folder(DistilStep.NAME).resolve(which.file());
  }

  /** A student as it is shipped. */
  private OnnxStudent student(Student which) throws IOException {
    // among a sample any item may be needed, else the best ones will do
    int k = protocol.sampled() ? data.itemCount() : Math.min(Evaluator.DEPTH, data.itemCount());
    return keep(
        new OnnxStudent(which.title(), Files.readAllBytes(file(which)), k, protocol.filterSeen()));
  }

  private <T extends AutoCloseable> T keep(T model) {
    opened.add(model);
    return model;
  }

  /** Closes what was opened, the latest first. */
  @Override
  public void close() throws IOException {
    for (int i = opened.size() - 1; i >= 0; i--) {
      try {
        opened.get(i).close();
      } catch (IOException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("a model did not close", e);
      }
    }
  }
}
