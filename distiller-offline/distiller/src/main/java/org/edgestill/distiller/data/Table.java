package org.edgestill.distiller.data;

import java.util.List;
import java.util.function.Consumer;

/** A file of rows, read one at a time. */
interface Table {

  /**
   * Hands over the rows in the order of the file.
   *
   * @param columns which values the rows shall have, in which positions
   * @throws InputException if the file can not be used; what is wrong with a single row is said by
   *     {@link Row#get}
   * @throws java.io.UncheckedIOException if the disk fails
   */
  void read(List<String> columns, Consumer<Row> rows);
}
