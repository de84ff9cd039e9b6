/** Asking for recommendations. */
@NullMarked
@Export
@Version("1.1.0")
package org.edgestill.api.recommend;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
