package org.edgestill.mqtt.client;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whom a TLS connection trusts, and who the client is. The files are read at each connect, so
 * renewed certificates count from the next connection on.
 *
 * @param caFile PEM file with the certificates of the authorities to trust; {@code null} for those
 *     of the Java runtime
 * @param keyStore PKCS #12 file with the client's private key and certificate; {@code null} for no
 *     client certificate
 * @param keyStorePassword opens the key store; never printed
 */
public record MqttTls(
    @Nullable Path caFile, @Nullable Path keyStore, @Nullable String keyStorePassword) {

  /** Trusts the authorities of the Java runtime; no client certificate. */
  public static final MqttTls DEFAULT = new MqttTls(null, null, null);

  @Override
  public String toString() {
    return "MqttTls[caFile=" + caFile + ", keyStore=" + keyStore + "]";
  }
}
