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
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.trust.TufRepository;
import org.edgestill.updates.publisher.PublishException;
import org.edgestill.updates.publisher.ReleasePublisher;
import org.edgestill.updates.publisher.Topics;

/**
 * Publishes releases: their files as retained chunks, then the release in signed metadata, the
 * timestamp last, so that a gateway never hears of what is not there yet.
 */
public final class Publishing {

  /**
   * What was published.
   *
   * @param model which
   * @param bytes how many payload bytes the broker took
   * @param expires when the metadata has to be signed again
   */
  public record Published(ModelId model, String channel, long bytes, Instant expires) {}

  private final PublishSettings settings;
  private final Path folder;
  private final Clock clock;

  /**
   * A publishing.
   *
   * @param folder what the paths in the settings are relative to
   */
  public Publishing(PublishSettings settings, Path folder, Clock clock) {
    this.settings = settings;
    this.folder = folder;
    this.clock = clock;
  }

  /**
   * Publishes a release. Doing it again is safe, and widens its rollout if the settings say so.
   *
   * @param carrier a connection to the broker
   * @param progress hears how many payload bytes the broker has
   * @throws PublishingFailedException if the broker does not take it, or the release number is
   *     published with other content already
   * @throws ModelRefusedException if the package is not sound
   */
  public Published publish(Carrier carrier, ModelPackage release, LongConsumer progress)
      throws IOException, ModelRefusedException, PublishingFailedException {
    TufRepository repository = repository();
    byte[] manifest = Files.readAllBytes(release.folder().resolve(ModelPackage.MANIFEST));
    ReleaseTarget target =
        ReleaseTarget.of(manifest, settings.channel()).forDeviceClasses(settings.deviceClasses());
    target = target.withRollout(target.rolloutSalt(), settings.rolloutPercent());
    long[] sent = new long[1];
    ReleasePublisher publisher =
        publisher(
            carrier,
            bytes -> {
              sent[0] = bytes;
              progress.accept(bytes);
            });
    try {
      publisher.publishPackage(release);
      repository.addRelease(target);
      publisher.publishMetadata(settings.channel(), repository.published());
    } catch (PublishException | IllegalArgumentException e) {
      throw new PublishingFailedException(String.valueOf(e.getMessage()), e);
    }
    return new Published(release.id(), settings.channel(), sent[0], repository.expires());
  }

  /**
   * Signs the timestamp again and sends all metadata again: to be done regularly, because gateways
   * stop trusting metadata that has expired.
   *
   * @return when the metadata has to be signed again
   * @throws PublishingFailedException if the broker does not take it
   */
  public Instant refresh(Carrier carrier) throws IOException, PublishingFailedException {
    TufRepository repository = repository();
    repository.resignTimestamp();
    try {
      publisher(carrier, bytes -> {}).publishMetadata(settings.channel(), repository.published());
    } catch (PublishException e) {
      throw new PublishingFailedException(String.valueOf(e.getMessage()), e);
    }
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

  private ReleasePublisher publisher(Carrier carrier, LongConsumer progress) {
    return new ReleasePublisher(carrier, new Topics(settings.prefix()), progress::accept);
  }

  private TufRepository repository() throws IOException {
    return SigningRepository.open(folder.resolve(settings.repository()), clock);
  }
}
