package org.edgestill.distiller.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.edgestill.distiller.run.RunSettings;
import org.edgestill.distiller.run.SettingsFile;

/** Prepares data as a configuration file says, with the defaults for all that it does not say. */
final class DataYaml {

  private DataYaml() {}

  /**
   * Prepares.
   *
   * @param folder where the logs are
   * @param data the settings below {@code data:}
   */
  static Preparation.Prepared prepare(Path folder, String data) {
    Path file = folder.resolve("run.yaml");
    try {
      Files.writeString(
          file,
          "name: test\nfeatures:\n  behaviours: [other, view, purchase]\n"
              + "  gapBoundsSeconds: [60, 3600]\ndata:\n"
              + data.indent(2));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    RunSettings settings = SettingsFile.read(file);
    return new Preparation(settings.data(), settings.features(), folder).prepare();
  }
}
