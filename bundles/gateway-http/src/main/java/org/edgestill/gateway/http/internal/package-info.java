/** The HTTP endpoint. */
@NullMarked
package org.edgestill.gateway.http.internal;

import org.jspecify.annotations.NullMarked;
