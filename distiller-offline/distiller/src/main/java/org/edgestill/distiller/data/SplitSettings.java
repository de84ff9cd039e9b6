package org.edgestill.distiller.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Which events are kept from training, to choose by (validation) and to report on (test).
 *
 * @param by the rule
 * @param validationFrom with a rule by time: when validation begins, ISO 8601 or a date; {@code
 *     null} to let the shares say when
 * @param testFrom when test begins, likewise
 * @param validationShare the share of events that is for validation, if no times are given
 * @param testShare the share of events that is for test, likewise
 */
public record SplitSettings(
    By by,
    @Nullable String validationFrom,
    @Nullable String testFrom,
    double validationShare,
    double testShare) {

  /** The rule. */
  public enum By {
    /**
     * Of each user with at least {@value Cut#MIN_EVENTS} events the last is for test and the last
     * but one for validation.
     */
    @JsonProperty("leave-one-out")
    LEAVE_ONE_OUT("leave-one-out"),
    /**
     * Two moments for all users: before the first is for training, from the second on for test.
     * Nothing that happened after a target was known when it is guessed.
     */
    @JsonProperty("temporal")
    TEMPORAL("temporal"),
    /**
     * Two moments for whole sequences: one whose last event is after a moment is not trained on at
     * all; its last event is the target, and those before it are known. As is usual for sessions.
     */
    @JsonProperty("sessions")
    SESSIONS("sessions"),
    /** The last events of each user, by their share. */
    @JsonProperty("ratio")
    RATIO("ratio");

    private final String text;

    By(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }

    /** Whether the rule is about moments. */
    public boolean isByTime() {
      return this == TEMPORAL || this == SESSIONS;
    }
  }

  public SplitSettings {
    if (!(validationShare > 0) || !(testShare > 0) || validationShare + testShare >= 1) {
      throw new InputException(
          "validationShare and testShare must be above 0 and together below 1, but are "
              + validationShare
              + " and "
              + testShare);
    }
    if ((validationFrom == null) != (testFrom == null)) {
      throw new InputException("set both validationFrom and testFrom, or neither");
    }
    if (validationFrom != null) {
      if (!by.isByTime()) {
        throw new InputException("validationFrom and testFrom have no meaning with by: " + by);
      }
      if (Moments.setting("validationFrom", validationFrom, 0)
          >= Moments.setting("testFrom", testFrom, 0)) {
        throw new InputException(
            "validationFrom " + validationFrom + " is not before testFrom " + testFrom);
      }
    }
  }
}
