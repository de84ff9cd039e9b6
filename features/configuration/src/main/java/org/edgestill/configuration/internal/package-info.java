/** What becomes of the configurations when this bundle is uninstalled. */
@NullMarked
package org.edgestill.configuration.internal;

import org.jspecify.annotations.NullMarked;
