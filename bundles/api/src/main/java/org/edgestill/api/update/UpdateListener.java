package org.edgestill.api.update;

import java.time.Instant;

/**
 * Hears how updates go. Register it as a service; it is called on the update's own thread, once for
 * each state that an update comes to, and must not block.
 */
@FunctionalInterface
public interface UpdateListener {

  /**
   * An update came to its next state, which is on disk by now.
   *
   * @param model the model's name
   * @param release which release the state is about
   * @param state the state
   * @param time when
   */
  void moved(String model, long release, UpdateState state, Instant time);
}
