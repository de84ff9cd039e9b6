package org.edgestill.operations.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.edgestill.api.model.ModelEvent;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.model.ModelListener;
import org.edgestill.api.timeline.TimelineEntry;
import org.edgestill.api.timeline.TimelineEntry.What;
import org.edgestill.api.update.UpdateListener;
import org.edgestill.api.update.UpdateState;

/**
 * Puts whatever happens to models, and however updates go, into entries of one kind. Nothing in
 * them is about a user.
 */
final class Happenings implements ModelListener, UpdateListener {

  /** Messages say where a release came from in words of its own: longer ones are cut. */
  static final int MAX_MESSAGE = 300;

  private final Consumer<TimelineEntry> heard;

  /**
   * Passes entries on.
   *
   * @param heard called on the thread that made the change; must not block
   */
  Happenings(Consumer<TimelineEntry> heard) {
    this.heard = heard;
  }

  @Override
  public void happened(ModelEvent event) {
    entries(event).forEach(heard);
  }

  @Override
  public void moved(String model, long release, UpdateState state, Instant time) {
    heard.accept(new TimelineEntry(time, model, release, What.UPDATE, state, null, ""));
  }

  /** A swap is two entries: one release goes, the other comes. */
  static List<TimelineEntry> entries(ModelEvent event) {
    List<TimelineEntry> entries = new ArrayList<>();
    if (event instanceof ModelEvent.Installed installed) {
      entries.add(about(installed.model(), What.INSTALLED, "", installed.time()));
    } else if (event instanceof ModelEvent.Activated activated) {
      ModelId before = activated.previous();
      if (before != null) {
        entries.add(
            about(
                before,
                activated.rolledBack() ? What.ROLLED_BACK : What.RETIRED,
                "for release " + activated.model().release(),
                activated.time()));
      }
      String switched =
          String.format(Locale.ROOT, "switched in %.1f us", activated.switchNanos() / 1_000.0);
      entries.add(about(activated.model(), What.ACTIVATED, switched, activated.time()));
    } else if (event instanceof ModelEvent.Refused refused) {
      entries.add(
          new TimelineEntry(
              refused.time(),
              refused.name(),
              refused.release(),
              What.REFUSED,
              null,
              refused.code(),
              cut(refused.message())));
    }
    return entries;
  }

  private static TimelineEntry about(ModelId model, What what, String message, Instant time) {
    return new TimelineEntry(time, model.name(), model.release(), what, null, null, message);
  }

  private static String cut(String message) {
    String line = message.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= MAX_MESSAGE ? line : line.substring(0, MAX_MESSAGE - 3) + "...";
  }
}
