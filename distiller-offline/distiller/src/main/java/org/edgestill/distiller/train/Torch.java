package org.edgestill.distiller.train;

import ai.djl.ndarray.NDManager;

/** Starts PyTorch from the jars on the class path, and nothing from the network. */
final class Torch {

  static {
    setIfAbsent("ai.djl.offline", "true");
    setIfAbsent("OPT_OUT_TRACKING", "true");
  }

  private Torch() {}

  private static void setIfAbsent(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }

  /** A new root for arrays; whoever asks closes it. */
  static NDManager newManager() {
    return NDManager.newBaseManager("PyTorch");
  }
}
