package org.edgestill.inference.internal;

/**
 * An item that may be recommended.
 *
 * @param item its number
 * @param score the student's, or how popular it is
 */
record Candidate(int item, float score) {}
