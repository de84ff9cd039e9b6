package org.edgestill.distiller.data;

import java.util.BitSet;

/**
 * Drops users and items with few events, again and again, because each dropped user may leave an
 * item with too few events and the other way round.
 */
final class KCore {

  private KCore() {}

  /**
   * Narrows a selection of rows to its k-core.
   *
   * @param rows the rows to choose from; holds the chosen ones afterwards
   * @param k how many events every user and every item must have
   */
  static void apply(EventLog log, BitSet rows, int k) {
    int[] users = new int[log.userNames.size()];
    int[] items = new int[log.itemNames.size()];
    rows.stream()
        .forEach(
            row -> {
              users[log.user(row)]++;
              items[log.item(row)]++;
            });
    boolean dropped = true;
    while (dropped) {
      dropped = false;
      for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
        if (users[log.user(row)] < k || items[log.item(row)] < k) {
          users[log.user(row)]--;
          items[log.item(row)]--;
          rows.clear(row);
          dropped = true;
        }
      }
    }
  }
}
