package org.edgestill.distiller.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/**
 * One step of a run. It reads the folders of earlier steps and writes its own; the same settings,
 * seeds and inputs give the same results.
 */
interface Step {

  /** Its name, which is that of its folder too. */
  String name();

  /** The steps whose folders it reads. */
  List<String> reads();

  /**
   * Everything else that its results depend on: settings, and the content of outside files. A
   * record or a list of them; two that are written alike as JSON are the same.
   */
  Object dependsOn(Workspace workspace) throws IOException;

  /**
   * Does it.
   *
   * @return figures worth keeping and reporting
   * @throws org.edgestill.distiller.data.InputException if the data can not be used
   * @throws RefusedException if the result is not good enough to go on
   */
  ObjectNode run(Workspace workspace, RunListener listener) throws IOException;
}
