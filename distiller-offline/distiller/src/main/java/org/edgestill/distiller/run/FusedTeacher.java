package org.edgestill.distiller.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.edgestill.distiller.baseline.BehaviourWeights;
import org.edgestill.distiller.baseline.Fusion;
import org.edgestill.distiller.baseline.FusionFit;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.InputException;
import org.edgestill.distiller.evaluate.Measured;
import org.edgestill.distiller.train.Epochs;
import org.edgestill.distiller.train.KnowledgeExtraction;
import org.edgestill.distiller.train.Progress;
import org.edgestill.distiller.train.Teacher;
import org.edgestill.distiller.train.TrainedNetwork;

/** All teachers, and what each weighs. Holds native memory until it is closed. */
final class FusedTeacher implements AutoCloseable {

  private static final String NAME = "teacher";
  private static final String FOLDER = TeachStep.NAME;
  private static final String FITTED = TeachStep.NAME + "/refit";

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
   * @param epochs after which validation of each network was best, by name
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
      Map<String, Integer> epochs,
      Map<String, Double> behaviourWeights,
      String description) {
    Recipe {
      weights = Map.copyOf(weights);
      partNdcg10 = Map.copyOf(partNdcg10);
      chosen = Map.copyOf(chosen);
      epochs = Map.copyOf(epochs);
      behaviourWeights = Map.copyOf(behaviourWeights);
    }

    private double weight(TeacherSpec spec) {
      return weights.getOrDefault(spec.name(), 0.0);
    }

    private Epochs epochs(TeacherSpec spec) {
      return new Epochs(epochs.getOrDefault(spec.name(), 0));
    }

    /** A teacher with nothing left to choose. */
    private TeacherSpec settled(TeacherSpec spec) {
      return chosen.getOrDefault(spec.name(), spec);
    }
  }

  private final Dataset data;
  private final List<NamedTeacher> teachers;
  private final Recipe recipe;

  private FusedTeacher(Dataset data, List<NamedTeacher> teachers, Recipe recipe) {
    this.data = data;
    this.teachers = teachers;
    this.recipe = recipe;
  }

  /** Trains or reads all teachers, and learns their weights on validation. */
  static FusedTeacher fit(Workspace workspace, Progress progress) throws IOException {
    Dataset data = workspace.prepared().data();
    RunSettings settings = workspace.settings();
    BehaviourWeights behaviours = settings.behaviourWeights().of(data, settings.seed());
    NamedTeacher.Opening opening =
        new NamedTeacher.Opening(workspace, data, behaviours, FOLDER, progress);
    List<NamedTeacher> teachers = NamedTeacher.openAll(settings.teachers(), opening::open);
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
      Map<String, Integer> epochs = new HashMap<>();
      for (int i = 0; i < teachers.size(); i++) {
        NamedTeacher each = teachers.get(i);
        weights.put(each.spec().name(), learned.fusion().parts().get(i).weight());
        alone.put(each.spec().name(), learned.partNdcg10().get(i));
        chosen.put(each.spec().name(), each.chosen());
        if (each.teacher() instanceof TrainedNetwork network) {
          epochs.put(each.spec().name(), network.bestEpoch());
        }
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
              epochs,
              behaviours.byName(data.schema()),
              learned.fusion().description());
      return new FusedTeacher(data, teachers, recipe);
    } catch (RuntimeException e) {
      teachers.forEach(each -> each.teacher().close());
      throw e;
    }
  }

  /** Opens the teachers of a recipe as they were when it was made. */
  static FusedTeacher open(Workspace workspace, Recipe recipe, Progress progress)
      throws IOException {
    Dataset data = workspace.prepared().data();
    NamedTeacher.Opening opening = opening(workspace, recipe, data, FOLDER, progress);
    return new FusedTeacher(
        data,
        NamedTeacher.openAll(
            workspace.settings().teachers(), spec -> opening.open(recipe.settled(spec), spec)),
        recipe);
  }

  /**
   * Fits the teachers of a recipe to all that the final models are fitted to, or reads them back.
   * Those that weigh nothing are not worth it.
   */
  static FusedTeacher fitted(Workspace workspace, Recipe recipe, Progress progress)
      throws IOException {
    Dataset chosen = workspace.prepared().data();
    Dataset fitted = workspace.fitted();
    if (fitted == chosen) {
      return open(workspace, recipe, progress);
    }
    NamedTeacher.Opening before = opening(workspace, recipe, chosen, FOLDER, progress);
    NamedTeacher.Opening again = opening(workspace, recipe, fitted, FITTED, progress);
    return new FusedTeacher(
        fitted,
        NamedTeacher.openAll(
            workspace.settings().teachers(),
            spec ->
                recipe.weight(spec) == 0
                    ? before.open(recipe.settled(spec), spec)
                    : again.open(recipe.settled(spec), spec, recipe.epochs(spec))),
        recipe);
  }

  /** Trains the networks of {@link #fitted}, which read them back: all else is quickly counted. */
  static void fitNetworks(Workspace workspace, Recipe recipe, Progress progress)
      throws IOException {
    NamedTeacher.Opening again = opening(workspace, recipe, workspace.fitted(), FITTED, progress);
    for (TeacherSpec spec : workspace.settings().teachers()) {
      if (spec instanceof TeacherSpec.Neural && recipe.weight(spec) != 0) {
        again.open(spec, spec, recipe.epochs(spec)).teacher().close();
      }
    }
  }

  private static NamedTeacher.Opening opening(
      Workspace workspace, Recipe recipe, Dataset data, String folder, Progress progress) {
    return new NamedTeacher.Opening(
        workspace,
        data,
        BehaviourWeights.of(recipe.behaviourWeights(), data.schema()),
        folder,
        progress);
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

  /** As one model. */
  Fusion fusion() {
    return new Fusion(
        NAME,
        teachers.stream().map(each -> part(each.teacher(), recipe.weight(each.spec()))).toList());
  }

  Dataset data() {
    return data;
  }

  /** Parts of which some are networks of their own. */
  record Stage(List<KnowledgeExtraction.Part> parts, List<TrainedNetwork> networks)
      implements AutoCloseable {
    @Override
    public void close() {
      networks.forEach(TrainedNetwork::close);
    }
  }

  /**
   * The parts with networks as they were earlier. What only counts has no earlier.
   *
   * @param share of their epochs, above 0, below 1
   * @throws InputException if there is no network, or one that has kept nothing of its training
   */
  Stage earlier(double share) throws IOException {
    List<TrainedNetwork> networks = new ArrayList<>();
    List<KnowledgeExtraction.Part> parts = new ArrayList<>();
    try {
      for (NamedTeacher each : teachers) {
        Optional<TrainedNetwork> before = each.earlier(share);
        before.ifPresent(networks::add);
        Teacher then = before.isPresent() ? before.get() : each.teacher();
        parts.add(new KnowledgeExtraction.Part(then, recipe.weight(each.spec())));
      }
    } catch (IOException | RuntimeException e) {
      networks.forEach(TrainedNetwork::close);
      throw e;
    }
    if (networks.isEmpty()) {
      throw new InputException(
          "a curriculum needs a teacher that is a network; set distillation.curriculum to 0");
    }
    return new Stage(parts, networks);
  }

  /** What knowledge is extracted from. */
  List<KnowledgeExtraction.Part> parts() {
    List<KnowledgeExtraction.Part> parts = new ArrayList<>();
    for (NamedTeacher each : teachers) {
      parts.add(new KnowledgeExtraction.Part(each.teacher(), recipe.weight(each.spec())));
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
