/** What happened to the models of a gateway. */
@NullMarked
@Export
@Version("1.0.0")
package org.edgestill.api.timeline;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
