package org.edgestill.distiller.train;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A teacher that counts answers event by event, walking along. */
final class WalkAnswers implements Answers {

  private final Walk walk;
  private final Windows windows;
  private Windows.@Nullable Window at;

  WalkAnswers(Walk walk, Windows windows) {
    this.walk = walk;
    this.windows = windows;
  }

  @Override
  public void begin(List<Windows.Window> batch) {
    at = null;
  }

  @Override
  public void scores(int row, Windows.Window window, int event, float[] scores) {
    if (window != at) {
      walk.begin(window.user(), windows.sequence(window), window.lossFrom());
      at = window;
    }
    walk.next(event, scores);
  }
}
