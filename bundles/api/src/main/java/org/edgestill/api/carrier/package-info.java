/** A publish/subscribe connection, so that nothing but its implementation knows MQTT. */
@NullMarked
@Export
@Version("1.0.0")
package org.edgestill.api.carrier;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
