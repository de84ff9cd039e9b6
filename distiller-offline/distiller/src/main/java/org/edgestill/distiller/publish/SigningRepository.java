package org.edgestill.distiller.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.edgestill.distiller.data.InputException;
import org.edgestill.trust.RepositorySettings;
import org.edgestill.trust.TufRepository;

/**
 * The publisher's keys and signed metadata. Whoever has this folder can put models on gateways, so
 * it stays with the publisher; gateways get {@value #ROOT_FILE} only.
 */
public final class SigningRepository {

  /** What every gateway is provisioned with; nothing secret. */
  public static final String ROOT_FILE = "root.json";

  private SigningRepository() {}

  /**
   * Makes keys and signs a first publication without releases.
   *
   * @return the file to provision gateways with
   * @throws InputException if there is a repository already: its keys are never replaced
   */
  public static Path create(Path folder, Clock clock) throws IOException {
    if (TufRepository.exists(folder)) {
      throw new InputException(
          folder
              + " holds keys already; they are kept, because gateways trust them. Move the folder"
              + " away to start anew");
    }
    TufRepository repository = TufRepository.create(folder, RepositorySettings.defaults(), clock);
    Path root = folder.resolve(ROOT_FILE);
    Files.write(root, repository.rootFile());
    return root;
  }

  /**
   * Opens.
   *
   * @throws InputException if there is none
   */
  public static TufRepository open(Path folder, Clock clock) throws IOException {
    if (!TufRepository.exists(folder)) {
      throw new InputException(folder + " holds no signing keys; make them with 'edgestill keys'");
    }
    return TufRepository.open(folder, clock);
  }
}
