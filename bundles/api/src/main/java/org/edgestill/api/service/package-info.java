/** Calling a service that may be replaced while it is used. */
@NullMarked
@Export
@Version("1.0.0")
package org.edgestill.api.service;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
