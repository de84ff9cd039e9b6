/** Reaches into the inference bundle, so that updates are tested with its real registry. */
@NullMarked
package org.edgestill.inference.internal;

import org.jspecify.annotations.NullMarked;
