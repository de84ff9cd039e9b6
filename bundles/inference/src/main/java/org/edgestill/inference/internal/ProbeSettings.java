package org.edgestill.inference.internal;

/**
 * What a model has to prove before it serves.
 *
 * @param minOverlap the least share of equal items that each golden vector must have, 0 to 1
 * @param scoreTolerance the largest difference of a score
 * @param runs timed runs of one round, at least 1
 */
record ProbeSettings(double minOverlap, double scoreTolerance, int runs) {}
