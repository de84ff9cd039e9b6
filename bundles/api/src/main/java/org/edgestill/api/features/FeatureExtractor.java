package org.edgestill.api.features;

import java.util.List;
import org.edgestill.api.behaviour.BehaviourEvent;

/**
 * Turns behaviour events into the inputs of a model. A pure function: the same history gives the
 * same numbers, offline and on the gateway.
 *
 * <p>A service. Thread-safe.
 */
public interface FeatureExtractor {

  /** Service property (String): the {@link FeatureSchema#VERSION} that is provided. */
  String SCHEMA_VERSION = "edgestill.features.version";

  /**
   * Encodes the newest events of a history.
   *
   * @param history the events of one user in any order; sorted by time (stable), repeated events
   *     are dropped, items that the model does not know are dropped
   * @param into is filled completely: encoded events at the end, padding (0) before them
   * @return what happened to the events
   * @throws IllegalArgumentException if the buffers do not have the schema's sequence length
   */
  Encoding encode(
      List<BehaviourEvent> history, FeatureSchema schema, ItemIndex items, FeatureBuffers into);

  /**
   * What happened to the events of a history.
   *
   * @param encoded how many positions are filled, 0 to L
   * @param unknownItems events dropped because the model does not know their item
   * @param otherBehaviours encoded events whose behaviour is not in the vocabulary
   * @param repeated events dropped because they were there twice
   */
  record Encoding(int encoded, int unknownItems, int otherBehaviours, int repeated) {}
}
