package org.edgestill.operations.internal;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.edgestill.api.model.ModelEvent;
import org.edgestill.api.model.ModelListener;
import org.edgestill.api.timeline.TimelineEntry;
import org.edgestill.api.timeline.TimelineEntry.What;
import org.edgestill.api.update.UpdateListener;
import org.edgestill.api.update.UpdateState;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.event.EventConstants;

/**
 * Passes on what happens to models as events of the OSGi Event Admin: topics {@code
 * org/edgestill/model/} and {@code INSTALLED}, {@code ACTIVATED}, {@code RETIRED}, {@code
 * ROLLED_BACK} or {@code REFUSED}; {@code org/edgestill/update/} and the state. Properties: {@code
 * model.name} (String), {@code model.release} (Long), {@code timestamp} (Long), and for a refusal
 * {@code code} and {@code message} (String).
 *
 * <p>Where there is no Event Admin this component is not satisfied, and nothing else notices.
 */
@Component(
    service = {ModelListener.class, UpdateListener.class},
    immediate = true)
public final class EventAdminComponent implements ModelListener, UpdateListener {

  private final Happenings happenings;

  @Activate
  public EventAdminComponent(@Reference EventAdmin eventAdmin) {
    happenings = new Happenings(entry -> eventAdmin.postEvent(event(entry)));
  }

  @Override
  public void happened(ModelEvent event) {
    happenings.happened(event);
  }

  @Override
  public void moved(String model, long release, UpdateState state, Instant time) {
    happenings.moved(model, release, state, time);
  }

  private static Event event(TimelineEntry entry) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("model.name", entry.model());
    properties.put("model.release", entry.release());
    properties.put(EventConstants.TIMESTAMP, entry.time().toEpochMilli());
    if (entry.code() != null) {
      properties.put("code", entry.code().name());
    }
    if (!entry.message().isEmpty()) {
      properties.put(EventConstants.MESSAGE, entry.message());
    }
    String topic =
        entry.what() == What.UPDATE
            ? "org/edgestill/update/" + entry.state()
            : "org/edgestill/model/" + entry.what();
    return new Event(topic, properties);
  }
}
