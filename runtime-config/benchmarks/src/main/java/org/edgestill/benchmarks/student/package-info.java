/** The student: its request, beside its limits, its peers and other ways to score. */
@NullMarked
package org.edgestill.benchmarks.student;

import org.jspecify.annotations.NullMarked;
