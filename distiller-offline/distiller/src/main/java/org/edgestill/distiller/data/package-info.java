/** From behaviour logs to sequences of numbers: cleaning, k-core, the split, the data card. */
@NullMarked
package org.edgestill.distiller.data;

import org.jspecify.annotations.NullMarked;
