/**
 * The bundles in a real framework, the gateway as a real process, the rules of the architecture.
 */
@NullMarked
package org.edgestill.itests;

import org.jspecify.annotations.NullMarked;
