/** The component that offers a configured connection as a service. */
@NullMarked
package org.edgestill.mqtt.internal;

import org.jspecify.annotations.NullMarked;
