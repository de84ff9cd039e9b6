/**
 * One supervised MQTT 3.1.1 connection. A library package: used inside this bundle and, as a jar,
 * by programs that run outside OSGi.
 */
@NullMarked
package org.edgestill.mqtt.client;

import org.jspecify.annotations.NullMarked;
