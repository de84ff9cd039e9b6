package org.edgestill.model;

import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.model.json.StrictObject;

/** The check of the {@code schema} field that every JSON file of a package starts with. */
final class Schemas {

  private Schemas() {}

  static void require(StrictObject root, String schema) throws ModelRefusedException {
    String found = root.string("schema", 64);
    if (!found.equals(schema)) {
      throw root.malformed(
          "schema",
          "must be '" + schema + "'; install a release of Edgestill that knows the other");
    }
  }
}
