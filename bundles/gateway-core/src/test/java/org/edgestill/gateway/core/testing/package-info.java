/** Services for the tests of the endpoints. */
@NullMarked
package org.edgestill.gateway.core.testing;

import org.jspecify.annotations.NullMarked;
