package org.edgestill.distiller.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.edgestill.distiller.baseline.Ease;
import org.edgestill.distiller.baseline.ItemKnn;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.baseline.Popularity;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Protocol;
import org.edgestill.distiller.evaluate.Scorer;
import org.edgestill.distiller.export.OnnxStudent;
import org.edgestill.distiller.train.CompressedTransformer;
import org.edgestill.distiller.train.CountedTeacher;
import org.edgestill.distiller.train.TrainedNetwork;
import org.edgestill.graph.Precision;

/**
 * Which models a report compares, in the order of its table. All are fitted to {@link
 * Workspace#fitted}, baselines as well. Another model is one more line in {@link #all}; table,
 * plots, slices and comparisons take it from there.
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
  private final Dataset chosen;
  private final Dataset data;
  private final FusedTeacher teacher;
  private final List<AutoCloseable> opened = new ArrayList<>();

  /** A report names no two models alike; these are always there. */
  private final Set<String> names =
      new HashSet<>(
          List.of(
              "popularity",
              "item-knn",
              "markov",
              "teacher",
              Student.ALONE.title(),
              Student.DISTILLED.title()));

  ReportModels(Workspace workspace, Protocol protocol, RunListener listener) throws IOException {
    this.workspace = workspace;
    this.protocol = protocol;
    this.chosen = workspace.prepared().data();
    this.data = workspace.fitted();
    this.teacher = keep(TeachStep.fitted(workspace, listener));
    for (Precision rung : Precision.values()) {
      names.add(title(rung));
    }
  }

  /** What the distilled student is called in a precision that does not ship. */
  static String title(Precision rung) {
    return Student.DISTILLED.title() + "-" + rung.text();
  }

  List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    all.add(new Entry(Role.BASELINE, () -> new Popularity(data)));
    all.add(
        new Entry(
            Role.BASELINE,
            () -> ItemKnn.learn(data, ItemKnn.fit(chosen, ItemKnn.CANDIDATES).settings())));
    all.add(new Entry(Role.BASELINE, () -> Markov.learn(data, Markov.Settings.BASELINE)));
    List<NamedTeacher> counting = teacher.teachers().stream().filter(ReportModels::counts).toList();
    counting.forEach(each -> addCounting(all, each));
    teacher.teachers().stream()
        .filter(each -> !counts(each))
        .forEach(each -> add(all, Role.TEACHER, each.spec().name(), each.teacher().scorer()));
    all.add(new Entry(Role.TEACHER, teacher::fusion));
    teacher.teachers().stream()
        .filter(each -> each.spec() instanceof TeacherSpec.Transformer)
        .map(each -> (TrainedNetwork) each.teacher())
        .findFirst()
        .ifPresent(transformer -> addCompressed(all, transformer));
    all.add(new Entry(Role.CONTROL, () -> student(Student.ALONE)));
    all.add(new Entry(Role.STUDENT, () -> student(Student.DISTILLED)));
    for (Precision rung : Precision.values()) {
      if (rung != workspace.settings().student().precision()) {
        all.add(
            new Entry(Role.STUDENT, () -> student(title(rung), DistilStep.rung(workspace, rung))));
      }
    }
    return all;
  }

  private static boolean counts(NamedTeacher each) {
    return each.teacher() instanceof CountedTeacher;
  }

  /** A teacher that counts; of EASE also the one that is usual. */
  private void addCounting(List<Entry> all, NamedTeacher counting) {
    Scorer model = counting.teacher().scorer();
    if (model instanceof Popularity) {
      return;
    }
    if (model instanceof Ease ease && ease.newest() != Ease.ALL) {
      Scorer usual = ease.newest(Ease.ALL);
      if (names.add(usual.name())) {
        all.add(new Entry(Role.BASELINE, () -> usual));
      }
    }
    add(all, Role.BASELINE, counting.spec().name(), model);
  }

  private void add(List<Entry> all, Role role, String otherName, Scorer model) {
    String name =
        Stream.concat(
                Stream.of(model.name()), Stream.iterate(otherName, before -> before + "-teacher"))
            .filter(names::add)
            .findFirst()
            .orElseThrow();
    Scorer named = name.equals(model.name()) ? model : new Renamed(name, model);
    all.add(new Entry(role, () -> named));
  }

  private void addCompressed(List<Entry> all, TrainedNetwork transformer) {
    all.add(
        new Entry(
            Role.CONTROL,
            () ->
                keep(
                    CompressedTransformer.lowRank(
                        transformer, Files.size(file(Student.DISTILLED))))));
    all.add(
        new Entry(Role.CONTROL, () -> keep(CompressedTransformer.rounded(transformer, FOUR_BITS))));
  }

  private Path file(Student which) {
    return workspace.folder(DistilStep.NAME).resolve(which.file());
  }

  /** A student as it is shipped. */
  private OnnxStudent student(Student which) throws IOException {
    return student(which.title(), file(which));
  }

  private OnnxStudent student(String name, Path file) throws IOException {
    // among a sample any item may be needed, else the best ones will do
    int k = protocol.sampled() ? data.itemCount() : Math.min(Evaluator.DEPTH, data.itemCount());
    return keep(new OnnxStudent(name, Files.readAllBytes(file), k, protocol.filterSeen()));
  }

  /** A model under another name, because its own is taken. */
  private record Renamed(String name, Scorer model) implements Scorer {
    @Override
    public String description() {
      return model.description();
    }

    @Override
    public long bytes() {
      return model.bytes();
    }

    @Override
    public void score(Context context, float[] scores) {
      model.score(context, scores);
    }

    @Override
    public void score(List<Context> contexts, float[][] scores) {
      model.score(contexts, scores);
    }
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
