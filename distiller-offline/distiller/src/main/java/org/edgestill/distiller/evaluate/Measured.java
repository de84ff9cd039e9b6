package org.edgestill.distiller.evaluate;

/**
 * A mean over users with its 95 % interval.
 *
 * @param value the mean
 * @param low 2.5th percentile of the bootstrap means
 * @param high 97.5th percentile of the bootstrap means
 */
public record Measured(double value, double low, double high) {}
