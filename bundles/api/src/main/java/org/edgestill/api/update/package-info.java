/** What the gateway is doing about new models. */
@NullMarked
@Export
@Version("1.0.0")
package org.edgestill.api.update;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
