package org.edgestill.distiller.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.model.ModelPackage;
import org.edgestill.model.io.DurableFiles;
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

  private static final int ALL = 100;

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
    return publish(destination, release, settings.rolloutPercent());
  }

  /**
   * The same for a share of the gateways.
   *
   * @param percent 0 to 100, instead of that of the settings
   */
  public Published publish(Destination destination, ModelPackage release, int percent)
      throws IOException, ModelRefusedException, PublishingFailedException {
    TufRepository repository = repository();
    PublishedPackages packages = packages();
    ModelPackage complete = packages.complete(release, repository.releases());
    byte[] manifest = Files.readAllBytes(complete.folder().resolve(ModelPackage.MANIFEST));
    ReleaseTarget target =
        ReleaseTarget.of(manifest, settings.channel()).forDeviceClasses(settings.deviceClasses());
    destination.release(complete, packages::delta, target);
    add(repository, target.withRollout(target.rolloutSalt(), percent));
    destination.metadata(repository.published());
    return new Published(
        complete.id(), settings.channel(), destination.sent(), repository.expires());
  }

  private static void add(TufRepository repository, ReleaseTarget target)
      throws IOException, PublishingFailedException {
    try {
      repository.addRelease(target);
    } catch (IllegalArgumentException e) {
      throw new PublishingFailedException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Offers a published release to more gateways; sends metadata only.
   *
   * @param percent a smaller share than it has changes nothing
   * @return the release as it is offered now
   * @throws PublishingFailedException if it is not published
   */
  public ReleaseTarget widen(Destination destination, ModelId model, int percent)
      throws IOException, PublishingFailedException {
    TufRepository repository = repository();
    ReleaseTarget target = published(repository, model);
    ReleaseTarget wider =
        target.withRollout(target.rolloutSalt(), Math.max(percent, target.rolloutPercent()));
    add(repository, wider);
    destination.metadata(repository.published());
    return wider;
  }

  /**
   * A release as it is offered now.
   *
   * @throws PublishingFailedException if it is not published
   */
  public ReleaseTarget released(ModelId model) throws IOException, PublishingFailedException {
    return published(repository(), model);
  }

  /** The share of the gateways that a release is offered to; 0 if it is not published. */
  public int offered(String model, long release) throws IOException {
    return repository().releases().stream()
        .filter(r -> r.name().equals(model) && r.release() == release)
        .mapToInt(ReleaseTarget::rolloutPercent)
        .findFirst()
        .orElse(0);
  }

  private static ReleaseTarget published(TufRepository repository, ModelId model)
      throws PublishingFailedException {
    return repository.releases().stream()
        .filter(release -> release.id().equals(model))
        .findFirst()
        .orElseThrow(() -> new PublishingFailedException(model + " is not published"));
  }

  /**
   * Takes a release back: the model before it is published again, for all gateways, under the next
   * release number. Gateways that have its files fetch a manifest only.
   *
   * @return what was published; empty if no package of an earlier release is kept
   */
  public Optional<Published> takeBack(Destination destination, ModelId model)
      throws IOException, ModelRefusedException, PublishingFailedException {
    TufRepository repository = repository();
    Optional<ModelPackage> former = packages().former(model, repository.releases());
    if (former.isEmpty()) {
      return Optional.empty();
    }
    long next =
        1
            + repository.releases().stream()
                .filter(release -> release.name().equals(model.name()))
                .mapToLong(ReleaseTarget::release)
                .max()
                .orElse(model.release());
    Path again = Files.createTempDirectory("edgestill-former").resolve("package");
    try {
      return Optional.of(
          publish(destination, PublishedPackages.renumbered(former.get(), next, again), ALL));
    } finally {
      DurableFiles.deleteTree(again);
      Files.deleteIfExists(again.getParent());
    }
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

  private PublishedPackages packages() {
    return new PublishedPackages(folder.resolve(settings.repository()));
  }

  private TufRepository repository() throws IOException {
    return SigningRepository.open(folder.resolve(settings.repository()), keys, clock);
  }
}
