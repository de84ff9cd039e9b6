package org.edgestill.api.model;

/**
 * How a candidate does that scores live requests off the request path, without answering them.
 *
 * @param scored what it did with them; of the fallbacks only the failures are its own
 * @param overlap the mean share of its items that were also in the answer, 0 to 1; 0 if none was
 *     scored
 * @param dropped requests that were chosen but not scored, because it was not done with those
 *     before
 */
public record ShadowStatistics(ServingStatistics scored, double overlap, long dropped) {}
