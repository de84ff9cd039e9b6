/** Reading JSON that an attacker may have written. */
@NullMarked
@Export
@Version("1.0.0")
package org.edgestill.model.json;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
