/** Shell commands, health checks and metrics of a gateway. */
@NullMarked
package org.edgestill.operations.internal;

import org.jspecify.annotations.NullMarked;
