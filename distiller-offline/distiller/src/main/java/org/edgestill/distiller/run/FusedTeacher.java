package org.edgestill.distiller.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.edgestill.distiller.baseline.BehaviourWeights;
import org.edgestill.distiller.baseline.Fusion;
import org.edgestill.distiller.baseline.FusionFit;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Measured;
import org.edgestill.distiller.evaluate.Scorer;
import org.edgestill.distiller.train.KnowledgeExtraction;
import org.edgestill.distiller.train.Progress;
import org.edgestill.distiller.train.Teacher;

/** All teachers, and what each weighs. Holds native memory until it is closed. */
final class FusedTeacher implements AutoCloseable {

  private static final String NAME = "teacher";

  /**
   * How to fuse the same teachers again.
   *
   * @param weights by the names of teachers; the largest is 1
   * @param temperature divides fused scores so that their softmax is calibrated on validation
   * @param method how the weights were learned, see {@link FusionFit}
   * @param validationNdcg10 of the fusion, on users that weights had not seen when they were tried
   * @param partNdcg10 of each teacher alone, on validation
   * @param gain the fusion minus the best teacher alone, on those users
   * @param bestPart the name of that teacher
   * @param chosen settings that teachers chose on validation, by name
   * @param behaviourWeights by name; empty if all are alike
   * @param description all that in words
   */
  record Recipe(
      Map<String, Double> weights,
      double temperature,
      String method,
      double validationNdcg10,
      Map<String, Double> partNdcg10,
      Measured gain,
      String bestPart,
      Map<String, TeacherSpec> chosen,
      Map<String, Double> behaviourWeights,
      String description) {
    Recipe {
      weights = Map.copyOf(weights);
      partNdcg10 = Map.copyOf(partNdcg10);
      chosen = Map.copyOf(chosen);
      behaviourWeights = Map.copyOf(behaviourWeights);
    }
  }

  private final Dataset data;
  private final List<NamedTeacher> teachers;
  private final Recipe recipe;
  private final boolean relearn;

  private FusedTeacher(Dataset data, List<NamedTeacher> teachers, Recipe recipe, boolean relearn) {
    this.data = data;
    this.teachers = teachers;
    this.recipe = recipe;
    this.relearn = relearn;
  }

  /** Trains or reads all teachers, and learns their weights on validation. */
  static FusedTeacher fit(Workspace workspace, Progress progress) throws IOException {
    Dataset data = workspace.prepared().data();
    RunSettings settings = workspace.settings();
    BehaviourWeights behaviours = settings.behaviourWeights().of(data, settings.seed());
    List<NamedTeacher> teachers =
        NamedTeacher.open(workspace, settings.teachers(), Map.of(), behaviours, progress);
    try {
      FusionFit.Learned learned =
          FusionFit.fit(
              NAME,
              data,
              teachers.stream().map(each -> part(each.teacher(), 1)).toList(),
              settings.seed());
      Map<String, Double> weights = new HashMap<>();
      Map<String, Double> alone = new HashMap<>();
      Map<String, TeacherSpec> chosen = new HashMap<>();
      for (int i = 0; i < teachers.size(); i++) {
        NamedTeacher each = teachers.get(i);
        weights.put(each.spec().name(), learned.fusion().parts().get(i).weight());
        alone.put(each.spec().name(), learned.partNdcg10().get(i));
        chosen.put(each.spec().name(), each.chosen());
      }
      Recipe recipe =
          new Recipe(
              weights,
              learned.temperature(),
              learned.method(),
              learned.ndcg10(),
              alone,
              learned.gain(),
              learned.bestPart(),
              chosen,
              behaviours.byName(data.schema()),
              learned.fusion().description());
      return new FusedTeacher(data, teachers, recipe, settings.fusion().relearn());
    } catch (RuntimeException e) {
      teachers.forEach(each -> each.teacher().close());
      throw e;
    }
  }

  /** Opens the teachers of a recipe. */
  static FusedTeacher open(Workspace workspace, Recipe recipe, Progress progress)
      throws IOException {
    RunSettings settings = workspace.settings();
    Dataset data = workspace.prepared().data();
    BehaviourWeights behaviours = BehaviourWeights.of(recipe.behaviourWeights(), data.schema());
    return new FusedTeacher(
        data,
        NamedTeacher.open(workspace, settings.teachers(), recipe.chosen(), behaviours, progress),
        recipe,
        settings.fusion().relearn());
  }

  private static Fusion.Part part(Teacher teacher, double weight) {
    return new Fusion.Part(teacher.scorer(), teacher.shape(), weight);
  }

  Recipe recipe() {
    return recipe;
  }

  List<NamedTeacher> teachers() {
    return teachers;
  }

  private double weight(NamedTeacher teacher) {
    Double weight = recipe.weights().get(teacher.spec().name());
    return weight == null ? 0 : weight;
  }

  /** As one model that knows training events only. */
  Fusion fusion() {
    return new Fusion(
        NAME, teachers.stream().map(each -> part(each.teacher(), weight(each))).toList());
  }

  /** As one model for test targets. */
  Fusion served() {
    return new Fusion(
        NAME,
        teachers.stream()
            .map(each -> new Fusion.Part(served(each), each.teacher().shape(), weight(each)))
            .toList());
  }

  /** One of the {@link #teachers} as it is in {@link #served()}. */
  Scorer served(NamedTeacher teacher) {
    // one that has no weight is not worth being learned again
    return relearn && weight(teacher) != 0
        ? teacher.teacher().served()
        : teacher.teacher().scorer();
  }

  /** What knowledge is extracted from. */
  List<KnowledgeExtraction.Part> parts() {
    List<KnowledgeExtraction.Part> parts = new ArrayList<>();
    for (NamedTeacher each : teachers) {
      parts.add(new KnowledgeExtraction.Part(each.teacher(), weight(each)));
    }
    return parts;
  }

  /** The Markov chain among the teachers; without one the chain of every report. */
  Markov markov() {
    return teachers.stream()
        .map(each -> each.teacher().scorer())
        .filter(Markov.class::isInstance)
        .map(Markov.class::cast)
        .findFirst()
        .orElseGet(() -> Markov.learn(data, Markov.Settings.BASELINE));
  }

  @Override
  public void close() {
    teachers.forEach(each -> each.teacher().close());
  }
}
