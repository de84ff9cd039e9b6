/**
 * An open-loop load generator that needs nothing but HdrHistogram, so that it can run inside a
 * gateway, too.
 */
@NullMarked
package org.edgestill.benchmarks.load;

import org.jspecify.annotations.NullMarked;
