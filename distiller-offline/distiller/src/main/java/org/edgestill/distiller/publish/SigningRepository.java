package org.edgestill.distiller.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.edgestill.distiller.data.InputException;
import org.edgestill.model.io.DurableFiles;
import org.edgestill.trust.KeyFolders;
import org.edgestill.trust.KeyPassword;
import org.edgestill.trust.RepositorySettings;
import org.edgestill.trust.TufRepository;

/**
 * The publisher's keys and signed metadata. Whoever has the keys can put models on gateways, so
 * they stay with the publisher; gateways get {@value #ROOT_FILE} only.
 */
public final class SigningRepository {

  /** What every gateway is provisioned with; nothing secret. */
  public static final String ROOT_FILE = "root.json";

  /** The folder of the private keys that are not kept elsewhere. */
  static final String KEYS = "keys";

  private SigningRepository() {}

  /** For trials: all keys in the repository's folder, not encrypted. */
  public static Path create(Path folder, Clock clock) throws IOException {
    return create(folder, forTrials(folder), clock);
  }

  /**
   * Makes keys and signs a first publication without releases.
   *
   * @return the file to provision gateways with
   * @throws InputException if there is a repository already: its keys are never replaced
   */
  public static Path create(Path folder, KeyFolders keys, Clock clock) throws IOException {
    if (TufRepository.exists(folder)) {
      throw new InputException(
          folder
              + " holds keys already; they are kept, because gateways trust them. Move the folder"
              + " away to start anew");
    }
    return writeRoot(
        folder, TufRepository.create(folder, keys, RepositorySettings.defaults(), clock));
  }

  /** For trials: as {@link #create(Path, Clock)} made it. */
  public static TufRepository open(Path folder, Clock clock) throws IOException {
    return open(folder, forTrials(folder), clock);
  }

  /**
   * Opens.
   *
   * @throws InputException if there is none
   */
  public static TufRepository open(Path folder, KeyFolders keys, Clock clock) throws IOException {
    if (!TufRepository.exists(folder)) {
      throw new InputException(
          folder + " holds no signing keys; make them with 'edgestill keys generate'");
    }
    return TufRepository.open(folder, keys, clock);
  }

  /** Writes the newest root to where gateways are provisioned from. */
  public static Path writeRoot(Path folder, TufRepository repository) throws IOException {
    Path root = folder.resolve(ROOT_FILE);
    DurableFiles.write(root, repository.rootFile());
    return root;
  }

  static KeyFolders forTrials(Path folder) {
    return KeyFolders.in(folder.resolve(KEYS), KeyPassword.NONE);
  }
}
