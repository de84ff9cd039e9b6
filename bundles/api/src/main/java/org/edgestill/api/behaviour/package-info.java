/** What users did: behaviour events and the log that keeps them on the gateway. */
@NullMarked
@Export
@Version("1.0.0")
package org.edgestill.api.behaviour;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
