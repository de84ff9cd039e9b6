package org.edgestill.distiller.data;

import java.nio.file.Path;
import java.util.List;
import org.edgestill.api.behaviour.Behaviours;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.distiller.run.RunSettings;
import org.edgestill.distiller.run.SettingsFile;

/** The data set that ships with the project, prepared as the default configuration does. */
public final class MlLatestSmall {

  public static final FeatureSchema SCHEMA =
      new FeatureSchema(
          50,
          List.of(
              Behaviours.OTHER,
              Behaviours.VIEW,
              Behaviours.CART,
              Behaviours.FAVOURITE,
              Behaviours.PURCHASE,
              Behaviours.RATING),
          List.of(60L, 600L, 3_600L, 21_600L, 86_400L, 604_800L, 2_592_000L));

  private MlLatestSmall() {}

  /** Reads and prepares it, in about a second. */
  public static Preparation.Prepared prepare() {
    RunSettings settings = SettingsFile.read(Path.of("../ml-latest-small.yaml"));
    return new Preparation(settings.data(), SCHEMA, Path.of("..")).prepare();
  }
}
