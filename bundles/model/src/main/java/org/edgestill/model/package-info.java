/**
 * The model package: what a distilled model is as files, how it is written, and how it is verified.
 */
@NullMarked
@Export
@Version("1.0.0")
package org.edgestill.model;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
