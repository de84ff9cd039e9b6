/** Plots of what was measured, as SVG. */
@NullMarked
package org.edgestill.benchmarks.plot;

import org.jspecify.annotations.NullMarked;
