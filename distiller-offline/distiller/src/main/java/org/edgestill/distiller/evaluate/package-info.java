/** Full-ranking evaluation, the same for every model, with intervals. */
@NullMarked
package org.edgestill.distiller.evaluate;

import org.jspecify.annotations.NullMarked;
