/**
 * The feature encoder: a plain library, used by the gateway bundle that holds it and by the
 * distiller, so that training and serving see the same numbers.
 */
@NullMarked
package org.edgestill.features.encoder;

import org.jspecify.annotations.NullMarked;
