/** Signing keys and publishing: releases into TUF metadata, and both onto a broker. */
@NullMarked
package org.edgestill.distiller.publish;

import org.jspecify.annotations.NullMarked;
