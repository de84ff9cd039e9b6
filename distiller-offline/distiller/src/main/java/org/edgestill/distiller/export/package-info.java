/** Runs and compares the ONNX models that students are exported as. */
@NullMarked
package org.edgestill.distiller.export;

import org.jspecify.annotations.NullMarked;
