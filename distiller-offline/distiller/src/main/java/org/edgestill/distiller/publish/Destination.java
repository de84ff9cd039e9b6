package org.edgestill.distiller.publish;

import java.io.IOException;
import java.util.List;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.model.ModelPackage;
import org.edgestill.trust.PublishedMetadata;
import org.edgestill.trust.ReleaseTarget;

/** Where a publication goes. */
public interface Destination {

  /**
   * Takes the files of a release; nobody hears of it before the metadata that names it.
   *
   * @throws PublishingFailedException if it does not take them
   */
  void release(ModelPackage release, ReleaseTarget target)
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
