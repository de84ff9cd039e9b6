package org.edgestill.inference.internal;

import org.edgestill.model.Catalogue;
import org.jspecify.annotations.Nullable;

/**
 * Identifiers and titles of what was recommended lately. The same items come up again and again; to
 * decode them anew each time was nearly half of what an answer allocated.
 *
 * <p>Thread-safe without a lock: an entry is immutable, and it does not matter whose stays.
 */
final class ItemTexts {

  /** A power of two; some 150 KB when full. */
  private static final int ENTRIES = 1_024;

  /**
   * What is said of an item.
   *
   * @param item its number
   * @param id its external identifier
   * @param title empty if it has none
   */
  record Text(int item, String id, String title) {}

  private final Catalogue catalogue;
  private final @Nullable Text[] recent = new Text[ENTRIES];

  ItemTexts(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** Of an item of the catalogue that is no tombstone. */
  Text of(int item) {
    int at = item & ENTRIES - 1;
    Text text = recent[at];
    if (text == null || text.item() != item) {
      text = new Text(item, catalogue.itemAt(item), catalogue.titleAt(item));
      recent[at] = text;
    }
    return text;
  }
}
