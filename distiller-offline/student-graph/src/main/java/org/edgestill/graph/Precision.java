package org.edgestill.graph;

import java.util.Locale;

/** How the item table, by far the largest part of a student, is stored. */
public enum Precision {
  /** Four bytes a value, the prior too. */
  FP32,
  /** One byte a value, one scale a block of at most 64 values: {@link BlockQuantized}. */
  INT8,
  /** Half a byte a value, one scale a block of at most 64 values: {@link BlockQuantized}. */
  INT4,
  /** One byte for four values, by product codes: {@link ProductCodes}. */
  PRODUCT;

  /** How it is written in settings and reports. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
