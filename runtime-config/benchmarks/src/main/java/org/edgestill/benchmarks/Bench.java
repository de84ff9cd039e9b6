package org.edgestill.benchmarks;

import java.io.PrintStream;
import java.nio.file.Path;

/**
 * Where and how a part measures.
 *
 * @param gateway the unpacked {@code edgestill-gateway} folder
 * @param work a folder of the part, empty and its own
 * @param quick whether little is measured, to see that everything runs
 * @param out for progress
 */
public record Bench(Path gateway, Path work, boolean quick, PrintStream out) {

  /** Tells the user what goes on. */
  public void say(String line) {
    out.println("   " + line);
  }
}
