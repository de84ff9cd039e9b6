package org.edgestill.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.carrier.Message;
import org.edgestill.distiller.publish.SigningRepository;
import org.edgestill.model.FileEntry;
import org.edgestill.model.ModelPackage;
import org.edgestill.mqtt.client.MqttCarrier;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.trust.TufRepository;
import org.edgestill.updates.publisher.ReleasePublisher;
import org.edgestill.updates.publisher.Topics;

/** What somebody can try who may write anything to the broker, but has no signing key. */
final class Attacks {
  private static final String OWN_KEYS = "keys-of-an-attacker";

  private final MqttCarrier carrier;
  private final Path folder;
  private final String channel;
  private final Topics topics = new Topics(Topics.DEFAULT_PREFIX);

  Attacks(MqttCarrier carrier, Path folder, String channel) {
    this.carrier = carrier;
    this.folder = folder;
    this.channel = channel;
  }

  /** Publishes a release whose hashes all fit, signed by keys that no gateway knows. */
  void signWithOwnKeys(ModelPackage release, String broker) throws Exception {
    SigningRepository.create(folder.resolve(OWN_KEYS), Clock.systemUTC());
    Fleet.publishing(OWN_KEYS, channel, broker, folder).publish(carrier, release, bytes -> {});
  }

  /** Lets the publisher sign a release, but swaps a chunk of its student before anybody hears. */
  void changeChunk(ModelPackage release, TufRepository publisher) throws Exception {
    ReleasePublisher toBroker = new ReleasePublisher(carrier, topics, sent -> {});
    toBroker.publishPackage(release);
    FileEntry student = release.manifest().file(ModelPackage.STUDENT).orElseThrow();
    byte[] file = Files.readAllBytes(release.file(student.path()));
    // The chunk that no earlier release has: where Distillation.changed flipped a bit.
    int chunk = file.length / 2 / student.chunkLength();
    byte[] forged = new byte[student.chunkLength(chunk)];
    System.arraycopy(file, Math.toIntExact(student.chunkOffset(chunk)), forged, 0, forged.length);
    forged[0] ^= 1;
    carrier
        .publish(new Message(topics.chunk(student.sha256(), chunk), forged, true))
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
    byte[] manifest = Files.readAllBytes(release.folder().resolve(ModelPackage.MANIFEST));
    publisher.addRelease(ReleaseTarget.of(manifest, channel));
    toBroker.publishMetadata(channel, publisher.published());
  }
}
