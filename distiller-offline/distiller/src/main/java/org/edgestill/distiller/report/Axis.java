package org.edgestill.distiller.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Where values lie on a line of pixels.
 *
 * @param low the least value shown
 * @param high the greatest value shown
 * @param from pixel of the least
 * @param to pixel of the greatest
 * @param logarithmic whether equal ratios are equal distances
 */
record Axis(double low, double high, double from, double to, boolean logarithmic) {

  private static final int ABOUT = 6;

  Axis {
    if (!(high > low) || (logarithmic && low <= 0)) {
      throw new IllegalArgumentException("an axis can not go from " + low + " to " + high);
    }
  }

  /** Around values, with a little room. */
  static Axis linear(double least, double greatest, double from, double to) {
    double span = greatest > least ? greatest - least : Math.max(Math.abs(greatest), 1e-3);
    double room = 0.05 * span;
    double low = least >= 0 && least - room < 0 ? 0 : least - room;
    return new Axis(low, greatest + room, from, to, false);
  }

  /** Around positive values, with a little room. */
  static Axis logarithmic(double least, double greatest, double from, double to) {
    double ratio = Math.max(1.15, Math.pow(greatest / least, 0.06));
    return new Axis(least / ratio, greatest * ratio, from, to, true);
  }

  double at(double value) {
    double share =
        logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    return from + share * (to - from);
  }

  /** Round values, about half a dozen. */
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    if (logarithmic) {
      double decades = Math.log10(high / low);
      double[] leads =
          decades > ABOUT - 1
              ? new double[] {1}
              : decades > 2 ? new double[] {1, 3} : new double[] {1, 2, 5};
      for (double power = Math.pow(10, Math.floor(Math.log10(low))); power <= high; power *= 10) {
        for (double lead : leads) {
          if (power * lead >= low && power * lead <= high) {
            ticks.add(power * lead);
          }
        }
      }
      return ticks;
    }
    double step = step();
    for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + 1e-12; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** How many digits after the point the ticks of a linear axis need. */
  int digits() {
    return Math.max(0, (int) Math.ceil(-Math.log10(step()) - 1e-9));
  }

  private double step() {
    double rough = (high - low) / ABOUT;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double lead = rough / power;
    return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
  }
}
