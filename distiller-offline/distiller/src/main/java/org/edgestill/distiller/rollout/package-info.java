/**
 * Rollouts: a release goes to more and more gateways as long as it does well on those that have it.
 */
@NullMarked
package org.edgestill.distiller.rollout;

import org.jspecify.annotations.NullMarked;
