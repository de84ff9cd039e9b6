package org.edgestill.distiller.train;

import org.edgestill.graph.StudentWeights;

/**
 * A trained student.
 *
 * @param weights everything that its graph needs, the transition prior included
 * @param epochs how many were trained
 * @param bestEpoch the one whose weights these are, from 1
 * @param validationNdcg10 its NDCG@10 on validation, with the prior; NaN if that was trained on
 * @param restarts how often training went back because a number was not finite
 */
public record TrainedStudent(
    StudentWeights weights, int epochs, int bestEpoch, double validationNdcg10, int restarts) {}
