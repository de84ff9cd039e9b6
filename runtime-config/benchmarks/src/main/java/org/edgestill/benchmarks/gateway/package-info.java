/** The assembled gateway under load, its size, its updates, and whether it stays that way. */
@NullMarked
package org.edgestill.benchmarks.gateway;

import org.jspecify.annotations.NullMarked;
