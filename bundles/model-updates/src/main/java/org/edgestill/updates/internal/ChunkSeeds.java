package org.edgestill.updates.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.model.Digests;
import org.edgestill.model.FileEntry;
import org.edgestill.model.Manifest;
import org.edgestill.model.ModelPackage;
import org.edgestill.model.io.DurableFiles;
import org.edgestill.updates.internal.ChunkWindow.Wanted;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is on this gateway already: chunks of installed releases and of a transfer that was
 * superseded, and whole files of installed releases. Nothing in here is trusted; a chunk is hashed
 * when it is taken, and a file by who uses it.
 */
final class ChunkSeeds {

  private static final Logger LOG = LoggerFactory.getLogger(ChunkSeeds.class);

  /** More folders than any store keeps; a bound on the work. */
  private static final int MAX_FOLDERS = 16;

  private record Place(Path file, long offset) {}

  private final Map<String, Place> places = new HashMap<>();
  private final Map<String, List<Path>> files = new HashMap<>();

  /** Indexes the releases of a model store. */
  void addStore(@Nullable Path modelsDirectory, String modelName) throws IOException {
    if (modelsDirectory == null) {
      return;
    }
    Path releases = modelsDirectory.resolve(modelName).resolve("releases");
    if (!Files.isDirectory(releases)) {
      return;
    }
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(releases)) {
      all.forEach(folders::add);
    }
    folders.stream().limit(MAX_FOLDERS).forEach(folder -> addFolder(folder, true));
  }

  /** Indexes folders in which files may be incomplete. */
  void addFolders(List<Path> folders) {
    folders.stream().limit(MAX_FOLDERS).forEach(folder -> addFolder(folder, false));
  }

  private void addFolder(Path folder, boolean installed) {
    try {
      Path json = folder.resolve(ModelPackage.MANIFEST);
      if (!Files.isRegularFile(json, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      Manifest manifest = Manifest.parse(DurableFiles.readBounded(json, Manifest.MAX_BYTES));
      for (FileEntry file : manifest.files()) {
        if (installed) {
          files
              .computeIfAbsent(file.sha256(), sha -> new ArrayList<>(1))
              .add(folder.resolve(file.path()));
        }
        for (int n = 0; n < file.chunks().size(); n++) {
          Place place = new Place(folder.resolve(file.path()), file.chunkOffset(n));
          places.putIfAbsent(file.chunks().get(n), place);
        }
      }
    } catch (IOException | ModelRefusedException e) {
      LOG.debug("No chunks are taken from {}: {}", folder, e.getMessage());
    }
  }

  /** The content of a chunk, if it is somewhere. */
  Optional<byte[]> find(Wanted wanted) {
    Place place = wanted.sha256() == null ? null : places.get(wanted.sha256());
    if (place == null) {
      return Optional.empty();
    }
    try {
      byte[] content = read(place.file(), place.offset(), wanted.length());
      boolean same = Digests.sha256(content).equals(wanted.sha256());
      return same ? Optional.of(content) : Optional.empty();
    } catch (IOException e) {
      // the release was removed meanwhile; the chunk is fetched instead
      return Optional.empty();
    }
  }

  /** Where files are that should have this SHA-256, by what their manifests say. */
  List<Path> files(String sha256) {
    return files.getOrDefault(sha256, List.of());
  }

  /** The bytes of a file from an offset on, fewer at its end. */
  static byte[] read(Path file, long offset, int length) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      ByteBuffer buffer = ByteBuffer.allocate(length);
      while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {
        // until it is full or the file ends
      }
      return Arrays.copyOf(buffer.array(), buffer.position());
    }
  }
}
