package org.edgestill.distiller.cli;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.edgestill.distiller.run.RunListener;
import org.jspecify.annotations.Nullable;

/**
 * Tells how a run goes on standard error: a bar for each task when a person watches, else a line
 * whenever another tenth is done.
 */
final class ConsoleListener implements RunListener {

  private static final int LINES_PER_TASK = 10;
  private static final int UPDATE_MILLIS = 200;

  private final Terminal terminal;
  private @Nullable ProgressBar bar;
  private String task = "";
  private long lastShare;

  ConsoleListener(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void started(String step) {
    say("== " + step);
  }

  @Override
  public void skipped(String step) {
    say("== " + step + ": up to date, skipped");
  }

  @Override
  public void finished(String step, double seconds) {
    say("   %s: %.1f s".formatted(step, seconds));
  }

  @Override
  public void said(String line) {
    say("   " + line);
  }

  @Override
  public void progress(String name, long done, long total, String detail) {
    if (!name.equals(task)) {
      endBar();
      task = name;
      lastShare = 0;
    }
    if (terminal.interactive()) {
      showBar(name, done, total, detail);
      return;
    }
    long share = total <= 0 ? 0 : done * LINES_PER_TASK / total;
    // few large pieces, epochs for instance, are each worth a line
    if (total <= 4 * LINES_PER_TASK || share > lastShare) {
      lastShare = share;
      terminal.err().println("   %s %d/%d %s".formatted(name, done, total, detail));
    }
  }

  private void showBar(String name, long done, long total, String detail) {
    ProgressBar shown = bar;
    if (shown == null) {
      shown =
          new ProgressBarBuilder()
              .setTaskName("   " + name)
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(UPDATE_MILLIS)
              .setConsumer(new ConsoleProgressBarConsumer(System.err))
              .build();
      bar = shown;
    }
    shown.stepTo(done);
    shown.setExtraMessage(" " + detail);
    if (done >= total) {
      endBar();
    }
  }

  private void say(String line) {
    endBar();
    task = "";
    terminal.err().println(line);
  }

  private void endBar() {
    ProgressBar shown = bar;
    if (shown != null) {
      shown.close();
      bar = null;
    }
  }
}
