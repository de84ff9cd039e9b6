package org.edgestill.inference.internal;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.model.InstalledModel;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.model.Catalogue;
import org.edgestill.model.FileEntry;
import org.edgestill.model.ModelPackage;
import org.jspecify.annotations.Nullable;

/** Turns a folder into a model that can answer; every file is verified before it is read. */
final class ModelLoader {

  private final String name;
  private final Extractors extractors;
  private final SessionSettings settings;

  ModelLoader(String name, Extractors extractors, SessionSettings settings) {
    this.name = name;
    this.extractors = extractors;
    this.settings = settings;
  }

  /**
   * Verifies a package and whether it can be for this gateway, without loading it.
   *
   * @throws ModelRefusedException as {@link ModelPackage#open}; {@code WRONG_TARGET} if it is
   *     another model, {@code INCOMPATIBLE} if this machine can not run it
   */
  ModelPackage verify(Path folder) throws ModelRefusedException {
    ModelPackage files = ModelPackage.open(folder);
    if (!files.manifest().name().equals(name)) {
      throw new ModelRefusedException(
          RefusalCode.WRONG_TARGET,
          "this is the model " + files.manifest().name() + ", and here " + name + " is served");
    }
    Machine.current(runtimeVersion()).require(files.manifest().requires());
    return files;
  }

  /** What is told about a package. */
  InstalledModel describe(ModelPackage files) throws ModelRefusedException {
    return describe(files, catalogue(files).liveItems());
  }

  /**
   * Loads a package with its student.
   *
   * @throws ModelRefusedException if it can not serve
   */
  LoadedModel load(Path folder, String digest) throws ModelRefusedException {
    ModelPackage files = verified(folder, digest);
    Catalogue catalogue = catalogue(files);
    FeatureSchema schema = schema(files);
    StudentSession session =
        StudentSession.open(
            files.file(ModelPackage.STUDENT), schema.sequenceLength(), catalogue.size(), settings);
    return assemble(files, catalogue, schema, session);
  }

  /**
   * Loads a package for its popularity only, for when nothing better is left.
   *
   * @throws ModelRefusedException if not even that can be read
   */
  LoadedModel loadWithoutStudent(Path folder, String digest) throws ModelRefusedException {
    ModelPackage files = verified(folder, digest);
    return assemble(files, catalogue(files), schema(files), null);
  }

  private LoadedModel assemble(
      ModelPackage files,
      Catalogue catalogue,
      FeatureSchema schema,
      @Nullable StudentSession session) {
    return new LoadedModel(
        describe(files, catalogue.liveItems()),
        files,
        catalogue,
        new ItemTexts(catalogue),
        schema,
        catalogue.byPopularity(),
        session,
        extractors.feed(files.manifest().requires().features()),
        new ServingCounters(files.manifest().budgets()));
  }

  private ModelPackage verified(Path folder, String digest) throws ModelRefusedException {
    ModelPackage files = verify(folder);
    if (!files.id().digest().equals(digest)) {
      throw new ModelRefusedException(
          RefusalCode.HASH_MISMATCH, "the manifest on disk is not the one that was installed");
    }
    return files;
  }

  private static InstalledModel describe(ModelPackage files, int items) {
    ModelId id = files.id();
    long bytes = files.manifest().files().stream().mapToLong(FileEntry::length).sum();
    return new InstalledModel(
        id, files.manifest().created(), bytes, items, files.manifest().quality());
  }

  private static Catalogue catalogue(ModelPackage files) throws ModelRefusedException {
    try {
      return files.catalogue();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static FeatureSchema schema(ModelPackage files) throws ModelRefusedException {
    try {
      return files.featureSchema();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static ModelRefusedException unreadable(IOException e) {
    return new ModelRefusedException(
        RefusalCode.MALFORMED, "a file of the package can not be read: " + e, e);
  }

  private static String runtimeVersion() throws ModelRefusedException {
    try {
      return OrtEnvironment.getEnvironment().getVersion();
    } catch (LinkageError | IllegalStateException e) {
      throw new ModelRefusedException(
          RefusalCode.INCOMPATIBLE, "ONNX Runtime does not run on this machine: " + e, e);
    }
  }
}
