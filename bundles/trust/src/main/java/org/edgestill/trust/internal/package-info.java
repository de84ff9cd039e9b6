/** TUF metadata: canonical JSON, keys, signatures, reading and writing of each role. */
@NullMarked
package org.edgestill.trust.internal;

import org.jspecify.annotations.NullMarked;
