/** Trains the Transformer teacher and the student, with DJL on PyTorch. */
@NullMarked
package org.edgestill.distiller.train;

import org.jspecify.annotations.NullMarked;
