/**
 * Which releases may be trusted: The Update Framework (TUF) 1.0, as a client for gateways and as a
 * repository for the publisher.
 */
@NullMarked
@Export
@Version("1.0.0")
package org.edgestill.trust;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
