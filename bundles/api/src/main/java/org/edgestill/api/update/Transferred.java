package org.edgestill.api.update;

/**
 * What came over the network for updates of one model since its updates were started.
 *
 * @param chunks chunks that were as declared
 * @param wrongChunks chunks of another length or digest than declared, which were asked for again
 * @param bytes of the chunks that were as declared
 */
public record Transferred(long chunks, long wrongChunks, long bytes) {

  /** Nothing yet. */
  public static final Transferred NOTHING = new Transferred(0, 0, 0);
}
