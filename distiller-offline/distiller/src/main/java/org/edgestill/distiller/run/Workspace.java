package org.edgestill.distiller.run;

import java.io.IOException;
import java.nio.file.Path;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.data.Preparation;
import org.edgestill.distiller.data.PreparedFolder;
import org.jspecify.annotations.Nullable;

/** Where a run happens: its settings, and a folder for each step. */
public final class Workspace {

  /** Where {@code evaluate --seeds} keeps a run for each seed. */
  static final String SEEDS = "seeds";

  private final RunSettings settings;
  private final Path base;
  private Preparation.@Nullable Prepared prepared;
  private @Nullable Dataset fitted;

  /**
   * A workspace.
   *
   * @param base what the paths in the settings are relative to
   */
  public Workspace(RunSettings settings, Path base) {
    this.settings = settings;
    this.base = base;
  }

  /**
   * The workspace of a configuration file.
   *
   * @throws org.edgestill.distiller.data.InputException if the file can not be used
   */
  public static Workspace of(Path settingsFile) {
    Path absolute = settingsFile.toAbsolutePath();
    Path folder = absolute.getParent();
    return new Workspace(SettingsFile.read(settingsFile), folder == null ? absolute : folder);
  }

  /** The same place for another release. */
  public Workspace withRelease(long release) {
    return new Workspace(settings.withRelease(release), base);
  }

  /** The same settings in another run directory. */
  public Workspace withRun(Path run) {
    return new Workspace(settings.withRun(run.toAbsolutePath().toString()), base);
  }

  /** The same with another seed for everything, in a run directory within this one. */
  Workspace withSeed(long seed) {
    RunSettings seeded = SettingsFile.withSeed(settings, seed);
    Path run = resolve(settings.run()).resolve(SEEDS).resolve(Long.toString(seed));
    return new Workspace(seeded.withRun(run.toString()), base);
  }

  public RunSettings settings() {
    return settings;
  }

  /** A path of the settings. */
  public Path resolve(String path) {
    return base.resolve(path).normalize();
  }

  /** The folder of a step. */
  public Path folder(String step) {
    return resolve(settings.run()).resolve(step);
  }

  /** The package of this release, which the step {@code package} writes. */
  public Path packageFolder() {
    return folder(PackageStep.NAME).resolve(settings.name() + "-" + settings.release());
  }

  /** The data that {@code prepare} made; read once. */
  public Preparation.Prepared prepared() throws IOException {
    Preparation.Prepared known = prepared;
    if (known == null) {
      known = PreparedFolder.read(folder(PrepareStep.NAME));
      prepared = known;
    }
    return known;
  }

  /**
   * What the final models are fitted to: training and validation events, unless {@code refit} is
   * off. Its test targets are those of {@link #prepared}; validation targets it has none then.
   */
  Dataset fitted() throws IOException {
    Dataset known = fitted;
    if (known == null) {
      Dataset data = prepared().data();
      known = settings.refit() ? data.withValidation() : data;
      fitted = known;
    }
    return known;
  }

  /** Forgets what was read, because it is being made anew. */
  void changed() {
    fitted = null;
    prepared = null;
  }
}
