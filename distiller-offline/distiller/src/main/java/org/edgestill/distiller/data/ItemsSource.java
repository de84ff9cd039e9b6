package org.edgestill.distiller.data;

import org.jspecify.annotations.Nullable;

/**
 * Where titles and categories are. A CSV file like that of {@link EventsSource}; items that are in
 * no event are skipped.
 *
 * @param file relative to the configuration; {@code null} for no titles
 * @param delimiter one character; {@code null} for a tab if the name ends in {@code .tsv}, else a
 *     comma
 * @param header whether the first line names the columns
 * @param id column of the item's identifier
 * @param title column of the title; {@code null} for none
 * @param categories column of the categories; {@code null} for none
 * @param categorySeparator what stands between two categories
 */
public record ItemsSource(
    @Nullable String file,
    @Nullable String delimiter,
    boolean header,
    String id,
    @Nullable String title,
    @Nullable String categories,
    String categorySeparator) {}
