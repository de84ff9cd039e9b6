package org.edgestill.distiller.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.edgestill.api.behaviour.Behaviours;
import org.edgestill.api.features.FeatureSchema;

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
    EventsSource events =
        new EventsSource(
            "ratings.csv.gz",
            ",",
            true,
            "userId",
            "movieId",
            "timestamp",
            EventsSource.TimeUnit.SECONDS,
            null,
            "rating",
            List.of(new EventsSource.RatingRule(4, Behaviours.FAVOURITE)),
            Map.of());
    ItemsSource items =
        new ItemsSource("movies.csv.gz", ",", true, "movieId", "title", "genres", "|");
    return new Preparation(
            new DataSettings(events, items, 5), SCHEMA, Path.of("../data/ml-latest-small"))
        .prepare();
  }
}
