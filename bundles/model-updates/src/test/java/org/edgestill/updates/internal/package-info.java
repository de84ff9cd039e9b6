@NullMarked
package org.edgestill.updates.internal;

import org.jspecify.annotations.NullMarked;
