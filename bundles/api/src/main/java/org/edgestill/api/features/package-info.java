/** The contract between a model and the feature extractor that feeds it. */
@NullMarked
@Export
@Version("1.0.0")
package org.edgestill.api.features;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
