package org.edgestill.distiller.publish;

import java.io.IOException;
import java.util.List;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.model.ModelPackage;
import org.edgestill.trust.PublishedMetadata;
import org.edgestill.trust.ReleaseTarget;
import org.edgestill.updates.publisher.ReleasePublisher.Deltas;

/** Where a publication goes. */
public interface Destination {

  /**
   * Takes the files of a release and its deltas; nobody hears of it before the metadata that names
   * it.
   *
   * @param deltas where the deltas are that the manifest lists
   * @throws PublishingFailedException if it does not take them
   */
  void release(ModelPackage release, Deltas deltas, ReleaseTarget target)
      throws IOException, ModelRefusedException, PublishingFailedException;

  /**
   * Takes metadata, the timestamp last.
   *
   * @throws PublishingFailedException if it does not take it
   */
  void metadata(List<PublishedMetadata> files) throws IOException, PublishingFailedException;

  /** How many bytes it has taken, of files and metadata. */
  long sent();
}
