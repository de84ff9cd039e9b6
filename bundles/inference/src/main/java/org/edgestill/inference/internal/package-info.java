/** Serves one model: sessions behind leases, hot swap, fallback, and the store of its releases. */
@NullMarked
package org.edgestill.inference.internal;

import org.jspecify.annotations.NullMarked;
