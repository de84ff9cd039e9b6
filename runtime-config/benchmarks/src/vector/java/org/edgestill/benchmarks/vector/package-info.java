/** What needs {@code jdk.incubator.vector}. */
@NullMarked
package org.edgestill.benchmarks.vector;

import org.jspecify.annotations.NullMarked;
