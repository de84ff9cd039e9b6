/** Pages and plots: HTML and SVG without scripts, themed by one style sheet. */
@NullMarked
package org.edgestill.distiller.report;

import org.jspecify.annotations.NullMarked;
