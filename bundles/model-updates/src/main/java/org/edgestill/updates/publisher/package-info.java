/**
 * The publishing side of the wire protocol. A library package, not exported: the distiller uses it
 * from the jar, and this bundle shares its topics.
 */
@NullMarked
package org.edgestill.updates.publisher;

import org.jspecify.annotations.NullMarked;
