package org.edgestill.distiller.data;

import java.util.SortedMap;

/**
 * What a data set is, in figures; nothing personal.
 *
 * @param source the file that was read
 * @param sourceSha256 of the file as it is on the disk
 * @param rowsRead events in the file
 * @param duplicates events dropped because user, item, behaviour and time were there before
 * @param droppedByCore events dropped because their user or item has too few
 * @param core k of the k-core
 * @param users how many remain
 * @param items how many remain
 * @param events how many remain
 * @param trainEvents how many of them are for training
 * @param validationTargets how many users have one
 * @param testTargets how many users have one
 * @param sparsity share of user-item pairs without an event, 0 to 1
 * @param firstEvent ISO 8601
 * @param lastEvent ISO 8601
 * @param shortestSequence events of the user with the fewest
 * @param medianSequence events of the median user
 * @param longestSequence events of the user with the most
 * @param eventsPerBehaviour remaining events by behaviour
 * @param titled items that have a title
 * @param hash {@link Dataset#hash()}
 */
public record DataCard(
    String source,
    String sourceSha256,
    long rowsRead,
    long duplicates,
    long droppedByCore,
    int core,
    int users,
    int items,
    long events,
    long trainEvents,
    int validationTargets,
    int testTargets,
    double sparsity,
    String firstEvent,
    String lastEvent,
    int shortestSequence,
    int medianSequence,
    int longestSequence,
    SortedMap<String, Long> eventsPerBehaviour,
    int titled,
    String hash) {}
