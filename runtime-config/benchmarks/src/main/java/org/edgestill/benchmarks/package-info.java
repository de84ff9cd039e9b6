/** How fast and how light Edgestill is, beside what one would use instead, measured in one run. */
@NullMarked
package org.edgestill.benchmarks;

import org.jspecify.annotations.NullMarked;
