/** Discovers, fetches, verifies, installs and watches new releases. */
@NullMarked
package org.edgestill.updates.internal;

import org.jspecify.annotations.NullMarked;
