package org.edgestill.distiller.publish;

import org.jspecify.annotations.Nullable;

/**
 * Where the private keys are and what unlocks them. Passwords are never settings themselves, and
 * never arguments of a command, which other users of a machine can see.
 *
 * @param root folder of the root's private keys, relative to the configuration file; only needed to
 *     change keys, so it is best on a medium that is kept offline
 * @param passwordFile a file whose first line is the password of the keys that sign releases;
 *     {@code null} to take {@value KeyPasswords#KEYS_VARIABLE} or to ask
 * @param rootPasswordFile the same for the root's keys; {@code null} to take {@value
 *     KeyPasswords#ROOT_VARIABLE} or to ask
 */
public record KeySettings(
    String root, @Nullable String passwordFile, @Nullable String rootPasswordFile) {}
