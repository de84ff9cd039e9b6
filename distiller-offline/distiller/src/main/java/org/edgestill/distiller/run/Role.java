package org.edgestill.distiller.run;

import org.edgestill.distiller.report.Series;

/** What a model is in a report for. */
public enum Role {
  /** What is learned from and may be big. */
  TEACHER(Series.TEACHER),
  /** What may be shipped. */
  STUDENT(Series.STUDENT),
  /** What the student must beat for distillation to have been worth it. */
  CONTROL(Series.CONTROL),
  /** What is simple and well known. */
  BASELINE(Series.BASELINE);

  private final Series series;

  Role(Series series) {
    this.series = series;
  }

  Series series() {
    return series;
  }
}
