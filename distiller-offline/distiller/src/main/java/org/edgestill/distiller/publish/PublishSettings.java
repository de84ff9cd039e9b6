package org.edgestill.distiller.publish;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where releases go, and for whom they are.
 *
 * @param repository folder of signing keys and metadata, relative to the configuration file
 * @param channel for instance {@code stable}; one repository serves one channel
 * @param broker {@code tcp://host:1883} or {@code ssl://host:8883}; {@code null} for none
 * @param user {@code null} for none
 * @param passwordFile a file whose first line is the password; {@code null} for none
 * @param certificateFile PEM file of the authorities to trust; {@code null} for those of Java
 * @param prefix of all topics
 * @param clientId of this publisher on the broker
 * @param rolloutPercent share of the gateways that get the release, 0 to 100
 * @param deviceClasses which classes of devices it is for; empty means all
 */
public record PublishSettings(
    String repository,
    String channel,
    @Nullable String broker,
    @Nullable String user,
    @Nullable String passwordFile,
    @Nullable String certificateFile,
    String prefix,
    String clientId,
    int rolloutPercent,
    List<String> deviceClasses) {

  public PublishSettings {
    deviceClasses = List.copyOf(deviceClasses);
    if (rolloutPercent < 0 || rolloutPercent > 100) {
      throw new IllegalArgumentException(
          "rolloutPercent must be 0 to 100, but is " + rolloutPercent);
    }
  }
}
