package org.edgestill.distiller.run;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.edgestill.distiller.data.InputException;
import org.edgestill.distiller.train.LossWeights;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ablate} compares.
 *
 * @param seeds each variant is trained with each of them
 * @param variants the first is what the others are compared with
 */
public record AblationSettings(List<Long> seeds, List<Variant> variants) {

  /**
   * A student that differs from that of the run in a few settings.
   *
   * @param losses what the terms weigh, those that are not said 0; {@code null} for those of the
   *     run
   * @param curriculum stages of it; {@code null} for as many as in the run
   * @param student settings that replace those of the run
   */
  public record Variant(
      String name,
      @Nullable LossWeights losses,
      @Nullable Integer curriculum,
      @Nullable Map<String, Object> student) {
    public Variant {
      student = student == null ? Map.of() : Map.copyOf(student);
    }
  }

  public AblationSettings {
    seeds = List.copyOf(seeds);
    variants = List.copyOf(variants);
    Set<String> names = new HashSet<>();
    for (Variant variant : variants) {
      if (!names.add(variant.name())) {
        throw new InputException("there are two variants '" + variant.name() + "'");
      }
    }
    if (seeds.isEmpty() || variants.size() < 2) {
      throw new InputException("an ablation needs at least one seed and two variants");
    }
  }
}
