package org.edgestill.api.model;

/**
 * What a probe measured.
 *
 * @param goldenVectors how many were compared
 * @param topKOverlap the smallest share of equal items over the golden vectors, 0 to 1
 * @param maxScoreError the largest absolute difference of a score
 * @param p99Micros 99th percentile of the session's run time, in microseconds
 */
public record ProbeReport(
    int goldenVectors, double topKOverlap, double maxScoreError, double p99Micros) {}
