package org.edgestill.api.model;

/**
 * How a model does in service.
 *
 * @param requests answered requests
 * @param failures requests on which the student failed and popularity answered
 * @param fallbacks all requests that the student did not answer, failures included
 * @param p50Micros median latency of a request, in microseconds
 * @param p99Micros 99th percentile of the latency, in microseconds
 */
public record ServingStatistics(
    long requests, long failures, long fallbacks, double p50Micros, double p99Micros) {}
