/** The dashboard: one page, and what serves it. */
@NullMarked
package org.edgestill.dashboard.internal;

import org.jspecify.annotations.NullMarked;
