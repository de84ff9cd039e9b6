package org.edgestill.distiller.data;

import java.util.BitSet;

/**
 * Drops users and items with few events, again and again, because each dropped user may leave an
 * item with too few events and the other way round.
 */
final class Core {

  private Core() {}

  /**
   * Narrows a selection of rows to its core.
   *
   * @param rows the rows to choose from; holds the chosen ones afterwards
   * @param minUser how many events every user must have
   * @param minItem how many events every item must have
   */
  static void apply(EventLog log, BitSet rows, int minUser, int minItem) {
    int[] users = log.eventsByUser(rows);
    int[] items = log.eventsByItem(rows);
    boolean dropped = true;
    while (dropped) {
      dropped = false;
      for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
        if (users[log.user(row)] < minUser || items[log.item(row)] < minItem) {
          users[log.user(row)]--;
          items[log.item(row)]--;
          rows.clear(row);
          dropped = true;
        }
      }
    }
  }
}
