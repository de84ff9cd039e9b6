package org.edgestill.benchmarks.student;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Java heap that calls of a benchmark allocate on their thread; JMH begins anew with each
 * iteration. JMH's profiler counts all threads and what it takes itself between calls.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Allocation {
  static final String BYTES = "bytes";
  static final String CALLS = "calls";

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What JMH reads. */
  public long bytes;

  /** Of so many calls. */
  public long calls;

  private long before;

  /** Before a call. */
  void begin() {
    before = THREADS.getCurrentThreadAllocatedBytes();
  }

  /** After it. */
  void end() {
    bytes += THREADS.getCurrentThreadAllocatedBytes() - before;
    calls++;
  }
}
