/** Models that need no neural network, and the fusion of models. */
@NullMarked
package org.edgestill.distiller.baseline;

import org.jspecify.annotations.NullMarked;
