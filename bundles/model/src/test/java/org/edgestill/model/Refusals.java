package org.edgestill.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;

/** Says that something is refused, and with which code. */
public final class Refusals {

  private Refusals() {}

  public static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      RefusalCode code, ThrowingCallable call) {
    ModelRefusedException refusal = catchThrowableOfType(ModelRefusedException.class, call);
    assertThat(refusal).as("refusal").isNotNull();
    assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
    return assertThat(refusal);
  }
}
