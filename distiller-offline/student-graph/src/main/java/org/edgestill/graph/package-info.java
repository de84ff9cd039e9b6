/** Writes a distilled student as an ONNX graph that a gateway can run as it is. */
@NullMarked
package org.edgestill.graph;

import org.jspecify.annotations.NullMarked;
