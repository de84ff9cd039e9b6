@NullMarked
package org.edgestill.operations.internal;

import org.jspecify.annotations.NullMarked;
