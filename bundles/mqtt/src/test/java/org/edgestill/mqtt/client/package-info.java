@NullMarked
package org.edgestill.mqtt.client;

import org.jspecify.annotations.NullMarked;
