/** The model package: student, catalogue, schema, golden vectors, card and manifest. */
@NullMarked
package org.edgestill.distiller.pack;

import org.jspecify.annotations.NullMarked;
