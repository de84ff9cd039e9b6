package org.edgestill.api.recommend;

/**
 * One recommended item.
 *
 * @param item its external identifier
 * @param title its title in the catalogue, empty if it has none
 * @param score comparable within one answer only: higher is better
 */
public record Recommendation(String item, String title, float score) {}
