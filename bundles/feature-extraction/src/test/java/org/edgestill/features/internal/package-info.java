@NullMarked
package org.edgestill.features.internal;

import org.jspecify.annotations.NullMarked;
