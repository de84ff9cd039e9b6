package org.edgestill.api.recommend;

/**
 * How much an item of the history counted for a recommendation.
 *
 * @param item its external identifier
 * @param title its title in the catalogue, empty if it has none
 * @param weight its share of what all items that were looked at counted, above 0, at most 1
 */
public record Influence(String item, String title, double weight) {}
