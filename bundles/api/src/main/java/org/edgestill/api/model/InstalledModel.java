package org.edgestill.api.model;

import java.time.Instant;
import java.util.Map;

/**
 * A model that is on the gateway's disk, complete and verified.
 *
 * @param id which
 * @param created when the distiller made it
 * @param bytes the size of all its files
 * @param items how many items it can recommend
 * @param quality what the distiller measured: metric to value, for instance {@code ndcg@10}
 */
public record InstalledModel(
    ModelId id, Instant created, long bytes, int items, Map<String, Double> quality) {

  public InstalledModel {
    quality = Map.copyOf(quality);
  }
}
