package org.edgestill.inference.internal;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.graph.StudentGraph;
import org.edgestill.graph.StudentShape;
import org.edgestill.graph.StudentWeights;
import org.edgestill.model.Budgets;
import org.edgestill.model.CatalogueWriter;
import org.edgestill.model.DistilledFrom;
import org.edgestill.model.FeatureSchemas;
import org.edgestill.model.GoldenVector;
import org.edgestill.model.GoldenVectors;
import org.edgestill.model.Manifest;
import org.edgestill.model.ModelPackage;
import org.edgestill.model.ModelPackageWriter;
import org.edgestill.model.Requirements;
import org.edgestill.model.VersionRange;

/**
 * Writes real packages of students that have learned nothing, golden vectors included. Item n is
 * called {@code i<n>}, its popularity is V - n, and item {@link #REMOVED} is a tombstone; {@link
 * #categories(int)} are its categories.
 */
record TestModel(
    long seed,
    long release,
    String name,
    String features,
    Budgets budgets,
    UnaryOperator<List<GoldenVector>> golden,
    UnaryOperator<StudentWeights> weights) {

  static final FeatureSchema SCHEMA =
      new FeatureSchema(
          50,
          List.of("other", "view", "cart", "favourite", "purchase", "rating"),
          List.of(60L, 600L, 3_600L, 21_600L, 86_400L, 604_800L, 2_592_000L));
  static final int ITEMS = 300;
  static final int REMOVED = 4;
  static final String NAME = "films";
  static final String CARD = "# films\n\nIt has learned nothing.\n";
  private static final int GOLDEN_VECTORS = 5;
  private static final int GOLDEN_K = 10;

  /** A sound model; other seeds give other answers. */
  static TestModel sound(long release) {
    return new TestModel(
        release,
        release,
        NAME,
        "[1,2)",
        new Budgets(50_000, 64),
        UnaryOperator.identity(),
        UnaryOperator.identity());
  }

  TestModel named(String other) {
    return new TestModel(seed, release, other, features, budgets, golden, weights);
  }

  TestModel needing(String range) {
    return new TestModel(seed, release, name, range, budgets, golden, weights);
  }

  TestModel promising(Budgets other) {
    return new TestModel(seed, release, name, features, other, golden, weights);
  }

  TestModel withGolden(UnaryOperator<List<GoldenVector>> change) {
    return new TestModel(seed, release, name, features, budgets, change, weights);
  }

  /** Changes what is written after the golden vectors were computed. */
  TestModel withWeights(UnaryOperator<StudentWeights> change) {
    return new TestModel(seed, release, name, features, budgets, golden, change);
  }

  /** Writes it to an empty or absent folder. */
  ModelPackage write(Path folder) throws IOException, ModelRefusedException {
    return write(folder, ITEMS);
  }

  ModelPackage write(Path folder, int items) throws IOException, ModelRefusedException {
    Files.createDirectories(folder);
    StudentShape shape =
        new StudentShape(
            items, SCHEMA.sequenceLength(), 32, 2, 64, SCHEMA.behaviourCodes(), SCHEMA.gapCodes());
    StudentWeights trained = StudentWeights.random(seed, shape, 5);
    trained.itemBias()[REMOVED] = Float.NEGATIVE_INFINITY;
    Files.writeString(folder.resolve(ModelPackage.CARD), CARD);
    Files.write(folder.resolve(ModelPackage.STUDENT), StudentGraph.int8(trained));
    List<GoldenVector> vectors = golden.apply(vectors(folder, items));
    Files.write(folder.resolve(ModelPackage.STUDENT), StudentGraph.int8(weights.apply(trained)));
    Files.write(folder.resolve(ModelPackage.GOLDEN), GoldenVectors.toJson(vectors));
    Files.write(folder.resolve(ModelPackage.FEATURES), FeatureSchemas.toJson(SCHEMA));
    writeCatalogue(folder.resolve(ModelPackage.CATALOGUE), items);
    return new ModelPackageWriter().write(folder, manifest());
  }

  private static void writeCatalogue(Path file, int items) throws IOException {
    CatalogueWriter catalogue = new CatalogueWriter();
    for (int item = 1; item <= items; item++) {
      if (item == REMOVED) {
        catalogue.tombstone();
      } else {
        catalogue.add("i" + item, items - item, categories(item), "Title of " + item);
      }
    }
    catalogue.write(file);
  }

  /** Even or odd, and every fiftieth is rare besides. */
  static List<String> categories(int item) {
    String parity = item % 2 == 0 ? "even" : "odd";
    return item % 50 == 0 ? List.of(parity, "rare") : List.of(parity);
  }

  private Manifest manifest() {
    return new Manifest(
        name,
        release,
        Instant.parse("2026-11-24T00:00:00Z").plusSeconds(release),
        new DistilledFrom("0".repeat(64), "none", "test", List.of(seed)),
        new Requirements(
            new VersionRange(features), new VersionRange("[1.22,2)"), 20, List.of(), 16),
        budgets,
        Map.of(),
        List.of());
  }

  private List<GoldenVector> vectors(Path folder, int items) throws ModelRefusedException {
    StudentSession session =
        StudentSession.open(
            folder.resolve(ModelPackage.STUDENT),
            SCHEMA.sequenceLength(),
            items,
            new SessionSettings(1, 16));
    try {
      List<GoldenVector> vectors = new ArrayList<>();
      Random random = new Random(seed);
      for (int i = 0; i < GOLDEN_VECTORS; i++) {
        vectors.add(vector(session, random, items, 1 + 10 * i));
      }
      return vectors;
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    } finally {
      session.close();
    }
  }

  private static GoldenVector vector(StudentSession session, Random random, int items, int real)
      throws OrtException {
    int length = SCHEMA.sequenceLength();
    long[][] rows = new long[3][length];
    for (int t = length - real; t < length; t++) {
      rows[0][t] = 1L + random.nextInt(items);
      rows[1][t] = 1L + random.nextInt(SCHEMA.behaviourCodes() - 1);
      rows[2][t] = 1L + random.nextInt(SCHEMA.gapCodes() - 1);
    }
    RunBuffers buffers = session.borrow();
    buffers.features().items().put(0, rows[0]);
    buffers.features().behaviours().put(0, rows[1]);
    buffers.features().gaps().put(0, rows[2]);
    int[] excluded = {1, 2, 3};
    Ranked ranked = session.run(buffers, excluded, excluded.length, GOLDEN_K);
    float[] scores = new float[GOLDEN_K];
    IntStream.range(0, GOLDEN_K).forEach(rank -> scores[rank] = ranked.score(rank));
    long[] top = IntStream.range(0, GOLDEN_K).mapToLong(ranked::item).toArray();
    session.giveBack(buffers);
    return new GoldenVector(rows[0], rows[1], rows[2], new long[] {1, 2, 3}, GOLDEN_K, top, scores);
  }
}
