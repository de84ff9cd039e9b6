@NullMarked
package org.edgestill.dashboard.internal;

import org.jspecify.annotations.NullMarked;
