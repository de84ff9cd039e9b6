package org.edgestill.benchmarks.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.Locale;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/** How all plots look. */
final class Look {
  static final int WIDTH = 760;
  static final int HEIGHT = 420;
  static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  static final Color GREY = new Color(0x8a8f98);
  static final Color BLUE = new Color(0x1f5fa8);
  static final Color LIGHT_BLUE = new Color(0x7fb0dd);
  static final Color ORANGE = new Color(0xd9822b);
  static final Color GREEN = new Color(0x3f8f5b);
  static final Color RED = new Color(0xb5403a);

  private static final double MEGABYTES_STEP = 50;
  private static final int STEP_PIXELS = 50;
  private static final Color INK = new Color(0x2b2f36);
  private static final Color GRID = new Color(0xe4e7eb);

  private Look() {}

  /** White, thin lines, no boxes. */
  static void apply(AxesChartStyler styler) {
    styler
        .setPlotGridLinesColor(GRID)
        .setPlotGridLinesStroke(new BasicStroke(1))
        .setPlotGridVerticalLinesVisible(false)
        .setAxisTicksLineVisible(false)
        .setAxisTicksMarksVisible(false)
        .setAxisTickLabelsColor(INK)
        .setAxisTickLabelsFont(TEXT)
        .setAxisTitleFont(TEXT)
        .setAxisTitlePadding(10)
        .setLocale(Locale.ROOT);
    styler
        .setChartBackgroundColor(Color.WHITE)
        .setChartFontColor(INK)
        .setChartPadding(14)
        .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15))
        .setChartTitlePadding(10)
        .setPlotBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setPlotContentSize(0.96)
        .setLegendPosition(LegendPosition.OutsideE)
        .setLegendBorderColor(Color.WHITE)
        .setLegendFont(TEXT)
        .setLegendPadding(10)
        .setMarkerSize(7);
  }

  /** An axis for megabytes, from 0. */
  static void megabytes(AxesChartStyler styler, double most) {
    styler
        .setYAxisMin(0.0)
        .setYAxisMax(MEGABYTES_STEP * Math.ceil(most / MEGABYTES_STEP))
        .setYAxisDecimalPattern("0")
        .setYAxisTickMarkSpacingHint(STEP_PIXELS);
  }

  static BasicStroke stroke(boolean dashed) {
    return new BasicStroke(
        2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 4, dashed ? new float[] {6, 4} : null, 0);
  }
}
