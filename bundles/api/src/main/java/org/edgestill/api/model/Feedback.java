package org.edgestill.api.model;

/**
 * What became of the answers of one release, over all the time that it served on this gateway.
 *
 * @param judged answers by the student to known users that were shown for as long as an acceptance
 *     may take
 * @param accepted how many of them were followed by an event of the user on a recommended item
 */
public record Feedback(long judged, long accepted) {

  /** Nothing is known. */
  public static final Feedback NONE = new Feedback(0, 0);

  /** Both together. */
  public Feedback plus(Feedback other) {
    return new Feedback(judged + other.judged, accepted + other.accepted);
  }
}
