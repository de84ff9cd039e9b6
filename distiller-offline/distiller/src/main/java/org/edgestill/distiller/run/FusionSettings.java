package org.edgestill.distiller.run;

/**
 * How teachers are fused.
 *
 * @param relearn whether teachers that count events also count validation events once everything is
 *     chosen, for test targets
 */
public record FusionSettings(boolean relearn) {}
