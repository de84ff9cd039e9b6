package org.edgestill.api.behaviour;

import java.util.List;
import java.util.OptionalLong;

/**
 * The last events of each user, kept on the gateway and nowhere else.
 *
 * <p>A service. Thread-safe; an appended event survives the loss of the process.
 */
public interface BehaviourLog {

  /**
   * Appends one event.
   *
   * @return {@code false} if the log already holds this event, which then changes nothing
   * @throws BehaviourLogException if the event can not be stored
   */
  boolean append(BehaviourEvent event);

  /**
   * Appends several events, which costs a log little more than one. Either all are stored or none,
   * unless an implementation says otherwise; this default appends one after the other.
   *
   * @return how many the log did not hold already
   * @throws BehaviourLogException if they can not be stored
   */
  default int appendAll(List<BehaviourEvent> events) {
    int added = 0;
    for (BehaviourEvent event : events) {
      if (append(event)) {
        added++;
      }
    }
    return added;
  }

  /**
   * The newest events of a user, oldest first, ordered by time and then by arrival.
   *
   * @param limit how many at most, at least 1
   * @return an unmodifiable list, empty for an unknown user
   * @throws BehaviourLogException if the log can not be read
   */
  List<BehaviourEvent> history(String user, int limit);

  /**
   * Erases everything about a user.
   *
   * @return whether there was anything
   * @throws BehaviourLogException if it can not be erased
   */
  boolean forget(String user);

  /** How many users have at least one event. */
  long userCount();

  /**
   * How much room the log takes on disk, in bytes; empty if it does not know.
   *
   * @throws BehaviourLogException if the log can not be read
   */
  default OptionalLong sizeBytes() {
    return OptionalLong.empty();
  }
}
