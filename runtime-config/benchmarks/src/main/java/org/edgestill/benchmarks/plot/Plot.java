package org.edgestill.benchmarks.plot;

import java.util.Optional;
import org.edgestill.benchmarks.Results;
import org.knowm.xchart.internal.chartpart.Chart;

/** One plot of the figures of a run. */
interface Plot {

  /** The last part of its file's name. */
  String name();

  /** The plot; empty if what it shows was not measured. */
  Optional<Chart<?, ?>> of(Results results);
}
