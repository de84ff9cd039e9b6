/** The behaviour store and the components of the bundle. */
@NullMarked
package org.edgestill.features.internal;

import org.jspecify.annotations.NullMarked;
