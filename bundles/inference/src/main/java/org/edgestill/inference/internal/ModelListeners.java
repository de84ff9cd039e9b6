package org.edgestill.inference.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.edgestill.api.model.ModelEvent;
import org.edgestill.api.model.ModelListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells all listeners; one that fails does not keep it from the others. */
final class ModelListeners {

  private static final Logger LOG = LoggerFactory.getLogger(ModelListeners.class);

  private final List<ModelListener> listeners = new CopyOnWriteArrayList<>();

  void add(ModelListener listener) {
    listeners.add(listener);
  }

  void remove(ModelListener listener) {
    listeners.remove(listener);
  }

  void tell(ModelEvent event) {
    for (ModelListener listener : listeners) {
      try {
        listener.happened(event);
      } catch (RuntimeException e) {
        LOG.warn("A model listener failed on {}: {}", event, e.toString());
      }
    }
  }
}
