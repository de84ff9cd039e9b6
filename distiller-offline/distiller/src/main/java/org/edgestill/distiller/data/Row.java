package org.edgestill.distiller.data;

import java.util.OptionalLong;

/** One row of a file: the values of the columns that were asked for, and where it is. */
abstract class Row {

  /**
   * The value in the column that was asked for at a position.
   *
   * @throws BadRowException if the row has none
   */
  abstract String get(int position);

  /**
   * The moment in a column whose type says that it is one, in milliseconds since
   * 1970-01-01T00:00:00Z; empty in files that know text and numbers only.
   */
  OptionalLong moment(int position) {
    return OptionalLong.empty();
  }

  /** File and line, for instance {@code log.csv, line 3}. */
  abstract String where();

  /** What is wrong with this row, and where it is. */
  BadRowException error(String what) {
    return new BadRowException(where() + ": " + what);
  }

  /** A row that could not even be taken apart: whoever asks for a value is told why. */
  static Row unreadable(String where, String why) {
    return new Row() {
      @Override
      String get(int position) {
        throw error(why);
      }

      @Override
      String where() {
        return where;
      }
    };
  }
}
