/** A broker in this process and gateways as processes of their own, on loopback only. */
@NullMarked
package org.edgestill.testbed;

import org.jspecify.annotations.NullMarked;
