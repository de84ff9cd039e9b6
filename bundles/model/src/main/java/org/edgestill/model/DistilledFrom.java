package org.edgestill.model;

import java.util.List;

/**
 * What a model was made from, so that it can be made again.
 *
 * @param data SHA-256 of the data card, which names the data and its hashes
 * @param teacher the teacher in words, 1 to {@value #MAX_TEXT} characters; {@code none} for a
 *     student trained alone
 * @param commit the revision of the distiller, 1 to {@value #MAX_TEXT} characters
 * @param seeds the random seeds of the run
 */
public record DistilledFrom(String data, String teacher, String commit, List<Long> seeds) {

  static final int MAX_TEXT = 200;
  static final int MAX_SEEDS = 64;

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if a component is out of its range
   */
  public DistilledFrom {
    seeds = List.copyOf(seeds);
    if (!Digests.isSha256(data)) {
      throw new IllegalArgumentException("data must be the SHA-256 of the data card");
    }
    if (teacher.isEmpty() || teacher.length() > MAX_TEXT) {
      throw new IllegalArgumentException("teacher must be 1 to " + MAX_TEXT + " characters");
    }
    if (commit.isEmpty() || commit.length() > MAX_TEXT) {
      throw new IllegalArgumentException("commit must be 1 to " + MAX_TEXT + " characters");
    }
    if (seeds.size() > MAX_SEEDS) {
      throw new IllegalArgumentException("at most " + MAX_SEEDS + " seeds");
    }
  }
}
