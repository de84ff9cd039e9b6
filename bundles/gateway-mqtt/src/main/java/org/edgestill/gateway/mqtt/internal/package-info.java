/** The MQTT endpoint. */
@NullMarked
package org.edgestill.gateway.mqtt.internal;

import org.jspecify.annotations.NullMarked;
