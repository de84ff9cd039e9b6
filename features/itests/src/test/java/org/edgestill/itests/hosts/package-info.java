/** The same gateway on each host that it can be installed on, as a process driven from outside. */
@NullMarked
package org.edgestill.itests.hosts;

import org.jspecify.annotations.NullMarked;
