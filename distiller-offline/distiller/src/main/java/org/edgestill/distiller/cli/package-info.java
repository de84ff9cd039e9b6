/** The {@code edgestill} command line: thin, everything it does is in the libraries beside it. */
@NullMarked
package org.edgestill.distiller.cli;

import org.jspecify.annotations.NullMarked;
