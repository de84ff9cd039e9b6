/** A whole run of the distiller: one configuration file, one run directory, resumable steps. */
@NullMarked
package org.edgestill.distiller.run;

import org.jspecify.annotations.NullMarked;
