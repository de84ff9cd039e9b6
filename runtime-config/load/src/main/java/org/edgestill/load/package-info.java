/** An open-loop load generator that can also be told to run inside of a gateway, as a bundle. */
@NullMarked
package org.edgestill.load;

import org.jspecify.annotations.NullMarked;
