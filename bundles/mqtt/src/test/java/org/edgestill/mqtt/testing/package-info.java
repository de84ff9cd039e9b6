/** A real broker for tests. */
@NullMarked
package org.edgestill.mqtt.testing;

import org.jspecify.annotations.NullMarked;
