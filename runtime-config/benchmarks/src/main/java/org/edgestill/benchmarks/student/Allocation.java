package org.edgestill.benchmarks.student;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Java heap that the thread of a benchmark allocates, for each iteration. JMH's profiler counts all
 * threads and what it takes itself, some 36 KB an iteration: too much if that is 40 calls.
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
  private long counted;

  @Setup(Level.Iteration)
  public void begin() {
    counted = 0;
    before = THREADS.getCurrentThreadAllocatedBytes();
  }

  /** One call more. */
  void count() {
    counted++;
  }

  @TearDown(Level.Iteration)
  public void end() {
    bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    calls = counted;
  }
}
