package org.edgestill.distiller.pack;

import java.util.List;
import java.util.Map;
import org.edgestill.distiller.data.DataCard;
import org.edgestill.model.Measured;

/**
 * Where a model comes from and how it compares, for its card.
 *
 * @param data what it was made from
 * @param training settings by what they are of, in words
 * @param protocol how it was measured, in words
 * @param warnings about the figures
 * @param models NDCG@10 of all models that were measured with it
 * @param parts NDCG@10 of this model on parts of the targets
 */
public record Evidence(
    DataCard data,
    Map<String, String> training,
    String protocol,
    List<String> warnings,
    List<Row> models,
    List<Row> parts) {

  public Evidence {
    warnings = List.copyOf(warnings);
    models = List.copyOf(models);
    parts = List.copyOf(parts);
  }

  /**
   * A line of a table.
   *
   * @param size bytes of a model, or users of a part
   */
  public record Row(String name, long size, Measured ndcg10) {}
}
