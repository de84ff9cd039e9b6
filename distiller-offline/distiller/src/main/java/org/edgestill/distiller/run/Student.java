package org.edgestill.distiller.run;

/** The two students of a run. */
public enum Student {
  /** Learned from the teacher. */
  DISTILLED("student", "student.onnx"),
  /** The control: the same one without a teacher. */
  ALONE("student-alone", "student-alone.onnx");

  private final String title;
  private final String file;

  Student(String title, String file) {
    this.title = title;
    this.file = file;
  }

  /** What reports call it. */
  public String title() {
    return title;
  }

  /** Its file in the folder of {@code distil}. */
  String file() {
    return file;
  }
}
