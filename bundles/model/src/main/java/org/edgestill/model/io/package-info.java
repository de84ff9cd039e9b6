/** Writing files so that they survive a power cut. */
@NullMarked
@Export
@Version("1.0.0")
package org.edgestill.model.io;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
