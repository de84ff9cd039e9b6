package org.edgestill.updates.internal;

import java.util.concurrent.atomic.LongAdder;
import org.edgestill.api.update.Transferred;

/** Counts what comes over the network, over all transfers. Any thread. */
final class TransferCount {

  private final LongAdder chunks = new LongAdder();
  private final LongAdder wrongChunks = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  void right(int length) {
    chunks.increment();
    bytes.add(length);
  }

  void wrong() {
    wrongChunks.increment();
  }

  Transferred now() {
    return new Transferred(chunks.sum(), wrongChunks.sum(), bytes.sum());
  }
}
