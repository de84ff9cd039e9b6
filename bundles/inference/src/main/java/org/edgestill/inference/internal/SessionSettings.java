package org.edgestill.inference.internal;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;

/**
 * How every session is made; the one place for the options of ONNX Runtime.
 *
 * @param threads inside one operator, at least 1. A student takes some ten microseconds, less than
 *     it costs to hand work to other threads; requests in parallel use the other cores.
 * @param excludeCapacity how many excluded items fit the buffers that are made once
 */
record SessionSettings(int threads, int excludeCapacity) {

  /** The caller closes the options after the session is made. */
  OrtSession.SessionOptions options() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    try {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      // Threads of a gateway must not burn the processor while they wait for the next request.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      // The arena keeps the largest memory that any request ever needed, for every session. A run
      // allocates a few small tensors, for which malloc is as quick.
      options.setCPUArenaAllocator(false);
      options.setMemoryPatternOptimization(false);
      // A gateway asks for one user at a time; knowing that, the runtime simplifies the graph.
      options.setSymbolicDimensionValue("batch", 1);
      // What goes wrong is thrown; ONNX Runtime's own log goes to standard error, unformatted.
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      return options;
    } catch (OrtException e) {
      options.close();
      throw e;
    }
  }
}
