/**
 * What is outside of a gateway: a broker and a publisher. Not in a bundle, so that it goes on while
 * the framework under test changes; only Java types cross the border.
 */
@NullMarked
package org.edgestill.itests.world;

import org.jspecify.annotations.NullMarked;
