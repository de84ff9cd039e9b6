package org.edgestill.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.model.ModelRefusedException;

/** A small, complete model package for the tests. */
final class Examples {

  static final FeatureSchema SCHEMA =
      new FeatureSchema(3, List.of("other", "view", "rating"), List.of(60L, 3600L));

  static final GoldenVector VECTOR =
      new GoldenVector(
          new long[] {0, 1, 2},
          new long[] {0, 1, 2},
          new long[] {0, 1, 3},
          new long[] {2},
          2,
          new long[] {3, 1},
          new float[] {0.1f, -1.7f});

  private Examples() {}

  static Manifest manifest() {
    return new Manifest(
        "films",
        7,
        Instant.parse("2026-11-24T12:00:00Z"),
        new DistilledFrom("ab".repeat(32), "Transformer + Markov", "1a2b3c", List.of(1L, 2L)),
        new Requirements(
            new VersionRange("[1,2)"),
            new VersionRange("[1.22,2)"),
            17,
            List.of("amd64", "aarch64"),
            64),
        new Budgets(2_000, 64),
        Map.of("ndcg@10", new Measured(0.088, 0.071, 0.102), "hr@10", Measured.of(0.15)),
        List.of());
  }

  /** Fills a folder with the files of a package, without the manifest. */
  static void fill(Path folder) throws IOException {
    Files.createDirectories(folder);
    byte[] student = new byte[1_000];
    new Random(1).nextBytes(student);
    Files.write(folder.resolve(ModelPackage.STUDENT), student);
    CatalogueWriter items = new CatalogueWriter();
    items.add("m1", 10, List.of("Drama"), "Heat (1995)");
    items.tombstone();
    items.add("m3", 30, List.of("Comedy", "Drama"), "Amélie");
    items.write(folder.resolve(ModelPackage.CATALOGUE));
    Files.write(folder.resolve(ModelPackage.FEATURES), FeatureSchemas.toJson(SCHEMA));
    Files.write(folder.resolve(ModelPackage.GOLDEN), GoldenVectors.toJson(List.of(VECTOR)));
    Files.writeString(folder.resolve(ModelPackage.CARD), "# Films\n");
  }

  static ModelPackage write(Path folder) throws IOException, ModelRefusedException {
    fill(folder);
    return new ModelPackageWriter(256).write(folder, manifest());
  }
}
