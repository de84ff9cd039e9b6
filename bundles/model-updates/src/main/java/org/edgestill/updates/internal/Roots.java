package org.edgestill.updates.internal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.model.io.DurableFiles;
import org.edgestill.trust.Role;
import org.edgestill.trust.TufClient;

/** Sets up the trust client from the provisioned root. */
final class Roots {

  private Roots() {}

  /**
   * A client that remembers below the model's folder.
   *
   * @throws IOException if the root file is not there or is none, with what to do about it
   */
  static TufClient client(UpdateSettings settings, Clock clock) throws IOException {
    try {
      byte[] root = DurableFiles.readBounded(settings.rootFile(), Role.ROOT.maxBytes());
      TufClient client = new TufClient(settings.home().resolve("tuf"), root, clock);
      client.checkRoot();
      return client;
    } catch (ModelRefusedException e) {
      throw new IOException(
          "the root file "
              + settings.rootFile()
              + " can not be used ("
              + e.code()
              + ": "
              + e.getMessage()
              + "): provision the gateway with the publisher's root.json",
          e);
    } catch (NoSuchFileException e) {
      throw new IOException(
          "there is no root file "
              + settings.rootFile()
              + ": provision the gateway with the publisher's root.json",
          e);
    }
  }
}
