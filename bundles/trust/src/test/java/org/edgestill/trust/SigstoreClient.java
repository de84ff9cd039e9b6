package org.edgestill.trust;

import com.google.gson.Gson;
import com.google.gson.JsonDeserializer;
import dev.sigstore.json.GsonChecked;
import dev.sigstore.json.GsonSupplier;
import dev.sigstore.tuf.Fetcher;
import dev.sigstore.tuf.FileSystemTufStore;
import dev.sigstore.tuf.MetaFetcher;
import dev.sigstore.tuf.PassthroughCacheMetaStore;
import dev.sigstore.tuf.RootProvider;
import dev.sigstore.tuf.TrustedMetaStore;
import dev.sigstore.tuf.Updater;
import dev.sigstore.tuf.model.ImmutableCustom;
import dev.sigstore.tuf.model.ImmutableSigstoreMeta;
import dev.sigstore.tuf.model.TargetMeta;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/**
 * The TUF client of sigstore-java: written by others, from the specification. It reads the plain
 * layout of a TUF repository: {@code metadata/} and {@code targets/}.
 */
final class SigstoreClient {

  private final Updater updater;
  private final FileSystemTufStore store;

  SigstoreClient(Path folder, Path root, Path repository, Clock clock) throws IOException {
    leaveCustomToTheApplication();
    store = FileSystemTufStore.newFileSystemStore(Files.createDirectories(folder));
    updater =
        Updater.builder()
            .setClock(clock)
            .setTrustedRootPath(RootProvider.fromFile(root))
            .setTrustedMetaStore(
                TrustedMetaStore.newTrustedMetaStore(
                    PassthroughCacheMetaStore.newPassthroughMetaCache(store)))
            .setTargetStore(store)
            .setMetaFetcher(MetaFetcher.newFetcher(new Folder(repository.resolve("metadata"))))
            .setTargetFetcher(new Folder(repository.resolve("targets")))
            .build();
  }

  /** Sections 5.2 to 5.6 of the specification. */
  void refresh() throws Exception {
    updater.updateMeta();
  }

  /** Section 5.7: fetches and verifies a target. */
  byte[] target(String path) throws Exception {
    updater.downloadTarget(path);
    return store.readTarget(path);
  }

  /**
   * This client takes the custom part of every target for Sigstore's own, although the
   * specification leaves it to the application. Ours is another; here it is skipped.
   */
  private static void leaveCustomToTheApplication() throws IOException {
    try {
      Field field = GsonChecked.class.getDeclaredField("gson");
      field.setAccessible(true);
      Gson gson = (Gson) field.get(GsonSupplier.GSON.get());
      JsonDeserializer<TargetMeta.Custom> skip = (json, type, context) -> NO_SIGSTORE;
      field.set(
          GsonSupplier.GSON.get(),
          gson.newBuilder().registerTypeAdapter(TargetMeta.Custom.class, skip).create());
    } catch (ReflectiveOperationException e) {
      throw new IOException(e);
    }
  }

  private static final TargetMeta.Custom NO_SIGSTORE =
      ImmutableCustom.builder()
          .sigstoreMeta(ImmutableSigstoreMeta.builder().status("none").usage("none").build())
          .build();

  private record Folder(Path folder) implements Fetcher {

    @Override
    public String getSource() {
      return folder.toString();
    }

    @Override
    public byte[] fetchResource(String name, int maxLength) throws IOException {
      Path file = folder.resolve(name);
      // Null is how this interface says that there is none.
      return Files.exists(file) ? Files.readAllBytes(file) : nothing();
    }

    @SuppressWarnings("NullAway")
    private static byte[] nothing() {
      return null;
    }
  }
}
