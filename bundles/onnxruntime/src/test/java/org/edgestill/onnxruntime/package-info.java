/** Tests of the wrapped ONNX Runtime. */
@NullMarked
package org.edgestill.onnxruntime;

import org.jspecify.annotations.NullMarked;
