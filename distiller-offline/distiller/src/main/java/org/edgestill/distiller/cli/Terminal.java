package org.edgestill.distiller.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where a command writes: results to standard output, everything else to standard error, so that
 * results can be piped.
 *
 * @param out results
 * @param err progress and errors
 * @param interactive whether a person watches, so that progress bars make sense
 */
record Terminal(PrintWriter out, PrintWriter err, boolean interactive) {

  /** The process's own. */
  Terminal(boolean interactive) {
    this(
        new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true),
        new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true),
        interactive);
  }
}
