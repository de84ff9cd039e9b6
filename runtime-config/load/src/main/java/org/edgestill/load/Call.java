package org.edgestill.load;

/** One client of what is under load; for one thread. */
public interface Call extends AutoCloseable {

  /**
   * Asks once and checks the answer.
   *
   * @param number of the request since the load began, to tell requests apart
   * @throws Exception if there is no answer, or not the right one
   */
  void run(long number) throws Exception;

  @Override
  default void close() {}
}
