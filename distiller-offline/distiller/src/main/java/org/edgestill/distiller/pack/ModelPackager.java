package org.edgestill.distiller.pack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.export.OnnxStudent;
import org.edgestill.graph.StudentGraph;
import org.edgestill.model.Budgets;
import org.edgestill.model.DistilledFrom;
import org.edgestill.model.FeatureSchemas;
import org.edgestill.model.GoldenVector;
import org.edgestill.model.GoldenVectors;
import org.edgestill.model.Manifest;
import org.edgestill.model.Measured;
import org.edgestill.model.ModelPackage;
import org.edgestill.model.ModelPackageWriter;
import org.edgestill.model.Requirements;
import org.edgestill.model.StillFile;
import org.edgestill.model.VersionRange;
import org.edgestill.model.io.DurableFiles;

/** Makes a model package of a student: everything that a gateway needs, and proof that it works. */
public final class ModelPackager {

  private static final int GOLDEN_K = 10;

  /** The encoding rules that the distiller speaks: this version and what stays compatible. */
  private static final String FEATURES = "[1,2)";

  /**
   * What a package is of.
   *
   * @param name the model's name
   * @param release from 1
   * @param created when
   * @param origin what it was made from
   * @param quality on the test split, for instance {@code ndcg@10}
   * @param evidence what the model card tells besides
   * @param seed which contexts become golden vectors
   */
  public record About(
      String name,
      long release,
      Instant created,
      DistilledFrom origin,
      Map<String, Measured> quality,
      Evidence evidence,
      long seed) {
    public About {
      quality = Map.copyOf(quality);
    }
  }

  /**
   * A finished package.
   *
   * @param model as it was verified after writing
   * @param still the same in one file
   * @param measurement what was measured here
   */
  public record Packaged(ModelPackage model, Path still, Measurement measurement) {}

  private final PackageSettings settings;
  private final Dataset data;

  /**
   * A packager.
   *
   * @param data what the student was fitted to
   */
  public ModelPackager(PackageSettings settings, Dataset data) {
    this.settings = settings;
    this.data = data;
  }

  /**
   * Writes the package into {@code parent/name-release/} and {@code parent/name-release.still},
   * replacing what is there.
   *
   * @throws BudgetException if the student is slower or larger than promised
   * @throws ModelRefusedException if what was written is no sound package
   */
  public Packaged write(byte[] student, About about, Path parent)
      throws IOException, ModelRefusedException {
    List<Context> contexts = contexts(about.seed());
    Measurement measurement = Measurement.of(student, contexts, k());
    requireWithinBudget(measurement);
    String id = about.name() + "-" + about.release();
    Path folder = parent.resolve(id);
    if (Files.exists(folder)) {
      DurableFiles.deleteTree(folder);
    }
    Files.createDirectories(folder);
    Files.write(folder.resolve(ModelPackage.STUDENT), student);
    data.items().writeCatalogue(folder.resolve(ModelPackage.CATALOGUE));
    Files.write(folder.resolve(ModelPackage.FEATURES), FeatureSchemas.toJson(data.schema()));
    Files.write(
        folder.resolve(ModelPackage.GOLDEN), GoldenVectors.toJson(golden(student, contexts)));
    String card = ModelCard.text(about, data, settings, measurement, student.length);
    Files.write(folder.resolve(ModelPackage.CARD), card.getBytes(StandardCharsets.UTF_8));
    ModelPackage model = new ModelPackageWriter().write(folder, manifest(about));
    Path still = parent.resolve(id + StillFile.SUFFIX);
    StillFile.pack(model, still);
    return new Packaged(model, still, measurement);
  }

  private void requireWithinBudget(Measurement measured) {
    if (measured.p99Micros() > settings.p99Micros()) {
      throw new BudgetException(
          "the student needs %.0f us for a request here (99th percentile), but package.p99Micros promises %d"
              .formatted(measured.p99Micros(), settings.p99Micros()));
    }
    if (measured.memoryMiB() > settings.memoryMiB()) {
      throw new BudgetException(
          "the student takes %.0f MiB here, but package.memoryMiB promises %d"
              .formatted(measured.memoryMiB(), settings.memoryMiB()));
    }
  }

  private Manifest manifest(About about) {
    return new Manifest(
        about.name(),
        about.release(),
        about.created(),
        about.origin(),
        new Requirements(
            new VersionRange(FEATURES),
            new VersionRange(settings.runtime()),
            StudentGraph.OPSET,
            settings.architectures(),
            settings.memoryMiB()),
        new Budgets(settings.p99Micros(), settings.memoryMiB()),
        about.quality(),
        List.of());
  }

  private int k() {
    return Math.min(GOLDEN_K, data.itemCount());
  }

  /**
   * Contexts as gateways see them, of different users and lengths: without any identifier, and cut
   * to what is encoded. Every fourth is cut short, because new users matter too.
   */
  private List<Context> contexts(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] users = new int[data.users()];
    Arrays.setAll(users, user -> user);
    for (int i = users.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = users[i];
      users[i] = users[j];
      users[j] = swap;
    }
    List<Context> contexts = new ArrayList<>();
    for (int user : users) {
      Context context = data.testContext(user);
      if (context.length() > 0 && contexts.size() < settings.goldenVectors()) {
        int length = data.schema().sequenceLength();
        contexts.add(context.newest(contexts.size() % 4 == 3 ? 1 + random.nextInt(4) : length));
      }
    }
    return contexts;
  }

  private List<GoldenVector> golden(byte[] student, List<Context> contexts) {
    List<GoldenVector> vectors = new ArrayList<>();
    FeatureSchema schema = data.schema();
    try (OnnxStudent session = new OnnxStudent("golden", student, k())) {
      for (Context context : contexts) {
        // one at a time, as gateways ask
        OnnxStudent.Answer answer = session.answer(List.of(context)).get(0);
        vectors.add(
            new GoldenVector(
                row(context.items(), schema.sequenceLength()),
                row(context.behaviours(), schema.sequenceLength()),
                row(context.gaps(), schema.sequenceLength()),
                row(context.items(), context.length()),
                k(),
                row(answer.items(), answer.items().length),
                answer.scores()));
      }
    }
    return vectors;
  }

  /** Padding first, as the encoder does. */
  private static long[] row(int[] values, int length) {
    long[] row = new long[length];
    for (int i = 0; i < values.length; i++) {
      row[length - values.length + i] = values[i];
    }
    return row;
  }
}
