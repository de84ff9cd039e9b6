package org.edgestill.api.features;

/** Translates external item identifiers to the model's item numbers and back. Thread-safe. */
public interface ItemIndex {

  /** The number of an item, 1 to {@link #size()}; 0 if the model does not know it. */
  int indexOf(String item);

  /**
   * The external identifier of an item.
   *
   * @throws IndexOutOfBoundsException if the index is not in 1 to {@link #size()}
   */
  String itemAt(int index);

  /** The largest item number. Numbers of removed items are counted, but never returned. */
  int size();
}
