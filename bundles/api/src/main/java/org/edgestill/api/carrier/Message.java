package org.edgestill.api.carrier;

/**
 * One message.
 *
 * @param topic the full topic, without wildcards
 * @param payload the content; not copied, so neither side may change it afterwards
 * @param retained when sent: the broker keeps it for later subscribers; when received: it was kept
 */
@SuppressWarnings("ArrayRecordComponent") // identity is fine: messages are never compared
public record Message(String topic, byte[] payload, boolean retained) {}
