/**
 * What the MQTT and the HTTP endpoint have in common: strict JSON in, the services asked, JSON out.
 * A library: each endpoint's bundle holds a private copy, so that neither needs the other.
 */
@NullMarked
package org.edgestill.gateway.core;

import org.jspecify.annotations.NullMarked;
