/** The whole story in one command. */
@NullMarked
package org.edgestill.demo;

import org.jspecify.annotations.NullMarked;
