package org.edgestill.inference.internal;

import java.util.Collections;
import java.util.List;
import org.edgestill.api.recommend.RecommendationOptions;
import org.edgestill.model.Catalogue;

/** Which items a request wants by their categories. */
record ItemFilter(RecommendationOptions options, Catalogue catalogue) {

  boolean accepts(int item) {
    if (catalogue.isTombstone(item)) {
      return false;
    }
    if (!options.filtersCategories()) {
      return true;
    }
    List<String> categories = catalogue.categoriesAt(item);
    return (options.only().isEmpty() || !Collections.disjoint(options.only(), categories))
        && Collections.disjoint(options.except(), categories);
  }
}
