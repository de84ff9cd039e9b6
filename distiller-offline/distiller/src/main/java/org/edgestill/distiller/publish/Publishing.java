package org.edgestill.distiller.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.function.LongConsumer;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.model.ModelPackage;
import org.edgestill.trust.KeyFolders;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.trust.TufRepository;

/**
 * Publishes releases: their files as retained chunks, then the release in signed metadata, the
 * timestamp last, so that a gateway never hears of what is not there yet.
 */
public final class Publishing {

  /**
   * What was published.
   *
   * @param model which
   * @param bytes how many payload bytes were sent
   * @param expires when the metadata has to be signed again
   */
  public record Published(ModelId model, String channel, long bytes, Instant expires) {}

  private final PublishSettings settings;
  private final KeyFolders keys;
  private final Path folder;
  private final Clock clock;

  /** For trials: with all keys in the repository's folder, not encrypted. */
  public Publishing(PublishSettings settings, Path folder, Clock clock) {
    this(
        settings,
        SigningRepository.forTrials(folder.resolve(settings.repository())),
        folder,
        clock);
  }

  /**
   * A publishing.
   *
   * @param keys where the private keys are; the root's are not needed
   * @param folder what the paths in the settings are relative to
   */
  public Publishing(PublishSettings settings, KeyFolders keys, Path folder, Clock clock) {
    this.settings = settings;
    this.keys = keys;
    this.folder = folder;
    this.clock = clock;
  }

  /** To a broker, see {@link #publish(Destination, ModelPackage)}. */
  public Published publish(Carrier carrier, ModelPackage release, LongConsumer progress)
      throws IOException, ModelRefusedException, PublishingFailedException {
    return publish(new BrokerDestination(carrier, settings, progress), release);
  }

  /**
   * Publishes a release. Doing it again is safe, and widens its rollout if the settings say so.
   *
   * @throws PublishingFailedException if the destination does not take it, or the release number is
   *     published with other content already
   * @throws ModelRefusedException if the package is not sound
   */
  public Published publish(Destination destination, ModelPackage release)
      throws IOException, ModelRefusedException, PublishingFailedException {
    TufRepository repository = repository();
    byte[] manifest = Files.readAllBytes(release.folder().resolve(ModelPackage.MANIFEST));
    ReleaseTarget target =
        ReleaseTarget.of(manifest, settings.channel()).forDeviceClasses(settings.deviceClasses());
    target = target.withRollout(target.rolloutSalt(), settings.rolloutPercent());
    destination.release(release, target);
    try {
      repository.addRelease(target);
    } catch (IllegalArgumentException e) {
      throw new PublishingFailedException(String.valueOf(e.getMessage()), e);
    }
    destination.metadata(repository.published());
    return new Published(
        release.id(), settings.channel(), destination.sent(), repository.expires());
  }

  /** To a broker, see {@link #refresh(Destination)}. */
  public Instant refresh(Carrier carrier) throws IOException, PublishingFailedException {
    return refresh(new BrokerDestination(carrier, settings, bytes -> {}));
  }

  /**
   * Signs the timestamp again and sends all metadata again: to be done regularly, because gateways
   * stop trusting metadata that has expired. Needs the timestamp's keys only.
   *
   * @return when the metadata has to be signed again
   * @throws PublishingFailedException if the destination does not take it
   */
  public Instant refresh(Destination destination) throws IOException, PublishingFailedException {
    TufRepository repository = repository();
    repository.resignTimestamp();
    destination.metadata(repository.published());
    return repository.expires();
  }

  /**
   * Checks that there are keys to sign with, before anything is connected.
   *
   * @throws org.edgestill.distiller.data.InputException if there are none
   */
  public void requireKeys() throws IOException {
    repository();
  }

  private TufRepository repository() throws IOException {
    return SigningRepository.open(folder.resolve(settings.repository()), keys, clock);
  }
}
