package org.edgestill.distiller.publish;

import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;
import org.edgestill.api.carrier.Carrier;
import org.edgestill.model.ModelPackage;
import org.edgestill.trust.PublishedMetadata;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.updates.publisher.PublishException;
import org.edgestill.updates.publisher.ReleasePublisher;
import org.edgestill.updates.publisher.ReleasePublisher.Deltas;
import org.edgestill.updates.publisher.Topics;

/** A channel on a broker: files as retained chunks, metadata as retained messages. */
public final class BrokerDestination implements Destination {

  private final ReleasePublisher publisher;
  private final String channel;
  private long sent;

  /**
   * A channel.
   *
   * @param carrier a connection to the broker
   * @param progress hears how many payload bytes the broker has
   */
  public BrokerDestination(Carrier carrier, PublishSettings settings, LongConsumer progress) {
    this.channel = settings.channel();
    this.publisher =
        new ReleasePublisher(
            carrier,
            new Topics(settings.prefix()),
            bytes -> {
              sent = bytes;
              progress.accept(bytes);
            });
  }

  @Override
  public void release(ModelPackage release, Deltas deltas, ReleaseTarget target)
      throws IOException, PublishingFailedException {
    try {
      publisher.publishPackage(release, deltas);
    } catch (PublishException e) {
      throw new PublishingFailedException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public long sent() {
    return sent;
  }

  @Override
  public void metadata(List<PublishedMetadata> files) throws PublishingFailedException {
    try {
      publisher.publishMetadata(channel, files);
    } catch (PublishException e) {
      throw new PublishingFailedException(String.valueOf(e.getMessage()), e);
    }
  }
}
