@NullMarked
package org.edgestill.gateway.core;

import org.jspecify.annotations.NullMarked;
