package org.edgestill.distiller.train;

import java.util.List;

/** A teacher that counts answers event by event, walking along each window. */
final class WalkAnswers implements Answers {

  private final Walk walk;
  private final Windows windows;

  WalkAnswers(Walk walk, Windows windows) {
    this.walk = walk;
    this.windows = windows;
  }

  @Override
  public void begin(List<Windows.Window> batch) {}

  @Override
  public void scores(int row, Windows.Window window, int event, float[] scores) {
    if (event == window.lossFrom()) {
      walk.begin(window.user(), windows.sequence(window), event);
    }
    walk.next(event, scores);
  }
}
