package org.edgestill.testbed;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.graph.StudentGraph;
import org.edgestill.graph.StudentShape;
import org.edgestill.graph.StudentWeights;
import org.edgestill.model.Budgets;
import org.edgestill.model.CatalogueWriter;
import org.edgestill.model.Digests;
import org.edgestill.model.DistilledFrom;
import org.edgestill.model.FeatureSchemas;
import org.edgestill.model.GoldenVector;
import org.edgestill.model.GoldenVectors;
import org.edgestill.model.Manifest;
import org.edgestill.model.Measured;
import org.edgestill.model.ModelPackage;
import org.edgestill.model.ModelPackageWriter;
import org.edgestill.model.Requirements;
import org.edgestill.model.VersionRange;

/**
 * A real model package in milliseconds: an 8-bit student that has learned nothing, with a catalogue
 * and golden vectors that ONNX Runtime computed. Items are called {@code item-1} to {@code item-V}.
 *
 * @param name the model's name
 * @param release its number
 * @param seed of the weights; by default the number, so that no two releases answer alike
 * @param steps how often a few weights were changed a little, as by further training
 * @param items V, how many items it has
 * @param features the feature schema versions that it needs, for instance {@code [1,2)}
 * @param budgets what it promises
 * @param size of its student
 */
public record RandomRelease(
    String name,
    long release,
    long seed,
    int steps,
    int items,
    String features,
    Budgets budgets,
    Size size) {
  private static final List<String> BEHAVIOURS = List.of("other", "view", "cart", "purchase");
  private static final List<Long> GAP_BOUNDS = List.of(60L, 3_600L, 86_400L);
  private static final int CHANGED_EVERY = 7;
  private static final int GOLDEN_VECTORS = 4;
  private static final int GOLDEN_K = 10;

  /**
   * How large a student is, besides its items.
   *
   * @param length L, how many events it looks at
   * @param width d, a multiple of 16
   * @param successors of each item in its prior; 0 for no prior
   */
  public record Size(int length, int width, int successors) {
    private static final Size SMALL = new Size(20, 32, 8);
  }

  /** Small, with budgets that nothing exceeds. */
  public RandomRelease(String name, long release, int items, String features) {
    this(name, release, release, 0, items, features, new Budgets(1_000_000, 256), Size.SMALL);
  }

  /** A release for the feature schema of this version. */
  public static RandomRelease of(String name, long release, int items) {
    return new RandomRelease(name, release, items, "[1,2)");
  }

  /** The same with other budgets. */
  public RandomRelease promising(Budgets other) {
    return new RandomRelease(name, release, seed, steps, items, features, other, size);
  }

  /** The same with a student of another size. */
  public RandomRelease sized(Size other) {
    return new RandomRelease(name, release, seed, steps, items, features, budgets, other);
  }

  /** The next release, with weights that differ in a few places only. */
  public RandomRelease trainedFurther() {
    return new RandomRelease(name, release + 1, seed, steps + 1, items, features, budgets, size);
  }

  /** The external identifier of an item. */
  public static String item(int index) {
    return "item-" + index;
  }

  /**
   * Writes it into a folder, which is created.
   *
   * @param chunkLength bytes of a chunk
   */
  public ModelPackage write(Path folder, int chunkLength)
      throws IOException, ModelRefusedException, OrtException {
    Files.createDirectories(folder);
    byte[] student = StudentGraph.int8(weights());
    Files.write(folder.resolve(ModelPackage.STUDENT), student);
    Files.write(folder.resolve(ModelPackage.FEATURES), FeatureSchemas.toJson(schema()));
    Files.write(folder.resolve(ModelPackage.GOLDEN), GoldenVectors.toJson(golden(student)));
    Files.writeString(
        folder.resolve(ModelPackage.CARD),
        "# %s %d%n%nIts weights are random: it has learned nothing.%n".formatted(name, release));
    CatalogueWriter catalogue = new CatalogueWriter();
    for (int index = 1; index <= items; index++) {
      catalogue.add(item(index), items - index, List.of(), "Item " + index);
    }
    catalogue.write(folder.resolve(ModelPackage.CATALOGUE));
    return new ModelPackageWriter(chunkLength).write(folder, manifest());
  }

  /** What its student would have learned. */
  public StudentWeights weights() {
    StudentWeights weights = StudentWeights.random(seed, shape(), size.successors());
    float[] table = weights.items();
    for (int step = 1; step <= steps; step++) {
      for (int i = size.width() + step; i < table.length; i += CHANGED_EVERY) {
        table[i] *= -0.5f;
      }
    }
    return weights;
  }

  /** How its features are numbered. */
  public FeatureSchema schema() {
    return new FeatureSchema(size.length(), BEHAVIOURS, GAP_BOUNDS);
  }

  private StudentShape shape() {
    FeatureSchema schema = schema();
    return new StudentShape(
        items,
        size.length(),
        size.width(),
        2,
        2 * size.width(),
        schema.behaviourCodes(),
        schema.gapCodes());
  }

  private Manifest manifest() {
    return new Manifest(
        name,
        release,
        Instant.parse("2026-01-01T00:00:00Z").plusSeconds(release),
        new DistilledFrom(Digests.sha256(new byte[0]), "none", "none", List.of(release)),
        new Requirements(
            new VersionRange(features),
            new VersionRange("[1.22,2)"),
            StudentGraph.OPSET,
            List.of("amd64", "aarch64"),
            64),
        budgets,
        Map.of("ndcg@10", Measured.of(0)),
        List.of());
  }

  private List<GoldenVector> golden(byte[] student) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Random random = new Random(release);
    List<GoldenVector> vectors = new ArrayList<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(student, options)) {
        for (int vector = 0; vector < GOLDEN_VECTORS; vector++) {
          vectors.add(golden(environment, session, random));
        }
      }
    }
    return vectors;
  }

  private GoldenVector golden(OrtEnvironment environment, OrtSession session, Random random)
      throws OrtException {
    FeatureSchema schema = schema();
    int length = schema.sequenceLength();
    long[] history = new long[length];
    long[] behaviours = new long[length];
    long[] gaps = new long[length];
    for (int t = random.nextInt(length); t < length; t++) {
      history[t] = 1L + random.nextInt(items);
      behaviours[t] = 1L + random.nextInt(schema.behaviourCodes() - 1);
      gaps[t] = 1L + random.nextInt(schema.gapCodes() - 1);
    }
    long[] exclude = history.clone();
    try (OnnxTensor itemsIn = row(environment, history);
        OnnxTensor behavioursIn = row(environment, behaviours);
        OnnxTensor gapsIn = row(environment, gaps);
        OnnxTensor excludeIn = row(environment, exclude);
        OnnxTensor k = OnnxTensor.createTensor(environment, new long[] {GOLDEN_K});
        OrtSession.Result top =
            session.run(
                Map.of(
                    "items", itemsIn,
                    "behaviours", behavioursIn,
                    "gaps", gapsIn,
                    "exclude", excludeIn,
                    "k", k))) {
      return new GoldenVector(
          history,
          behaviours,
          gaps,
          exclude,
          GOLDEN_K,
          ((long[][]) top.get("top_items").orElseThrow().getValue())[0],
          ((float[][]) top.get("top_scores").orElseThrow().getValue())[0]);
    }
  }

  private static OnnxTensor row(OrtEnvironment environment, long[] values) throws OrtException {
    return OnnxTensor.createTensor(
        environment, LongBuffer.wrap(values), new long[] {1, values.length});
  }
}
