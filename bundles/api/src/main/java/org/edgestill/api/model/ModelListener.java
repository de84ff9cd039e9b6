package org.edgestill.api.model;

/**
 * Hears what happens to the models. Register it as a service; it is called on the thread that made
 * the change and must not block.
 */
@FunctionalInterface
public interface ModelListener {
  void happened(ModelEvent event);
}
