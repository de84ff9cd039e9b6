package org.edgestill.operations.internal;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.edgestill.api.model.ModelEvent;
import org.edgestill.api.model.ModelListener;
import org.edgestill.api.timeline.Timeline;
import org.edgestill.api.timeline.TimelineEntry;
import org.edgestill.api.update.UpdateListener;
import org.edgestill.api.update.UpdateState;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Remembers swaps, refusals, rollbacks and update states over restarts. */
@Component(
    service = {Timeline.class, ModelListener.class, UpdateListener.class},
    immediate = true,
    configurationPid = "org.edgestill.operations.timeline",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = TimelineComponent.Configuration.class)
public final class TimelineComponent implements Timeline, ModelListener, UpdateListener {

  /** The configuration. */
  @ObjectClassDefinition(
      id = "org.edgestill.operations.timeline",
      name = "Edgestill timeline",
      description = "Remembers what happened to the models; nothing in it is about users.")
  public @interface Configuration {

    @AttributeDefinition(description = "The file that keeps it over restarts.")
    String file() default "data/timeline.jsonl";

    @AttributeDefinition(
        min = "1",
        max = "10000",
        description = "How many entries are kept; an update makes about ten.")
    int entries() default 500;
  }

  private final StoredTimeline timeline;
  private final Happenings happenings;

  @Activate
  public TimelineComponent(Configuration configuration) {
    timeline = new StoredTimeline(Path.of(configuration.file()), configuration.entries());
    happenings = new Happenings(timeline::add);
  }

  @Override
  public List<TimelineEntry> newest(int limit) {
    return timeline.newest(limit);
  }

  @Override
  public void happened(ModelEvent event) {
    happenings.happened(event);
  }

  @Override
  public void moved(String model, long release, UpdateState state, Instant time) {
    happenings.moved(model, release, state, time);
  }

  @Deactivate
  void stop() {
    timeline.close();
  }
}
