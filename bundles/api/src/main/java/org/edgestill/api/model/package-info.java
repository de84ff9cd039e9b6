/** The models installed on a gateway: which one serves, and how to change that. */
@NullMarked
@Export
@Version("1.1.0")
package org.edgestill.api.model;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
