package org.edgestill.updates.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.edgestill.model.Digests;
import org.edgestill.model.FileEntry;
import org.edgestill.model.Manifest;
import org.edgestill.model.ModelPackage;
import org.edgestill.model.io.DurableFiles;
import org.edgestill.updates.internal.ChunkWindow.Wanted;

/**
 * Unfinished releases on disk, each in a folder named by its digest. What is there is found out by
 * hashing it, so there is no second record that could disagree, and what a power cut damaged is
 * fetched again.
 */
final class Staging {

  /** Puts bytes into a file at an offset. Apart so that a test can let the disk be full. */
  @FunctionalInterface
  interface Writer {
    void write(Path file, long offset, byte[] content) throws IOException;
  }

  /** Room that is left to everybody else. */
  private static final long MARGIN_BYTES = 8L * 1024 * 1024;

  private final Path home;
  private final Writer writer;

  Staging(Path home, Writer writer) {
    this.home = home;
    this.writer = writer;
  }

  /** Writes with ordinary system calls; forced to disk later, all at once. */
  static void writeToDisk(Path file, long offset, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      long at = offset;
      while (buffer.hasRemaining()) {
        at += channel.write(buffer, at);
      }
    }
  }

  Path folder(String digest) {
    return home.resolve(digest);
  }

  /** The manifest, if it is there with the right digest. */
  Optional<byte[]> manifest(String digest) throws IOException {
    try {
      byte[] json =
          DurableFiles.readBounded(
              folder(digest).resolve(ModelPackage.MANIFEST), Manifest.MAX_BYTES);
      return Digests.sha256(json).equals(digest) ? Optional.of(json) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  void writeManifest(String digest, byte[] json) throws IOException {
    Files.createDirectories(folder(digest));
    writer.write(folder(digest).resolve(ModelPackage.MANIFEST), 0, json);
  }

  /**
   * Makes every file of the manifest as long as it has to be, deletes what is not listed, and takes
   * over chunks that are elsewhere on this gateway.
   *
   * @return the chunks that are still lacking, each once
   */
  List<Wanted> prepare(String digest, Manifest manifest, ChunkSeeds seeds) throws IOException {
    Path folder = folder(digest);
    deleteUnlisted(folder, manifest);
    Map<String, List<FileEntry>> byContent = new LinkedHashMap<>();
    for (FileEntry file : manifest.files()) {
      byContent.computeIfAbsent(file.sha256(), sha -> new ArrayList<>(1)).add(file);
    }
    List<Wanted> lacking = new ArrayList<>();
    for (List<FileEntry> same : byContent.values()) {
      for (FileEntry file : same) {
        create(folder.resolve(file.path()), file.length());
      }
      FileEntry file = same.get(0);
      for (int n = 0; n < file.chunks().size(); n++) {
        Wanted wanted = new Wanted(file.sha256(), n, file.chunkLength(n), file.chunks().get(n));
        if (!has(folder, same, n) && !takeOver(folder, manifest, wanted, seeds)) {
          lacking.add(wanted);
        }
      }
    }
    return lacking;
  }

  /** Whether there is room for so many more bytes. */
  boolean hasRoom(long bytes) throws IOException {
    return Files.getFileStore(home).getUsableSpace() - MARGIN_BYTES >= bytes;
  }

  /** Stores a verified chunk in every file that has this content. */
  void store(String digest, Manifest manifest, Wanted chunk, byte[] payload) throws IOException {
    for (FileEntry file : manifest.files()) {
      if (file.sha256().equals(chunk.file())) {
        write(digest, manifest, chunk.file(), file.chunkOffset(chunk.number()), payload);
        return;
      }
    }
  }

  /** Writes a part of every file that is to have this content. */
  void write(String digest, Manifest manifest, String sha256, long offset, byte[] content)
      throws IOException {
    for (FileEntry file : manifest.files()) {
      if (file.sha256().equals(sha256)) {
        write(folder(digest).resolve(file.path()), offset, content);
      }
    }
  }

  void write(Path file, long offset, byte[] content) throws IOException {
    writer.write(file, offset, content);
  }

  /** Forces everything to disk. */
  void sync(String digest) throws IOException {
    DurableFiles.syncTree(folder(digest));
    DurableFiles.syncDirectory(home);
  }

  void remove(String digest) throws IOException {
    DurableFiles.deleteTree(folder(digest));
  }

  /** Deletes all unfinished releases but one. */
  void removeOthers(String digest) throws IOException {
    for (Path folder : folders()) {
      if (!folder.getFileName().toString().equals(digest)) {
        DurableFiles.deleteTree(folder);
      }
    }
  }

  List<Path> folders() throws IOException {
    Files.createDirectories(home);
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(home)) {
      all.forEach(folders::add);
    }
    return folders;
  }

  private boolean takeOver(Path folder, Manifest manifest, Wanted wanted, ChunkSeeds seeds)
      throws IOException {
    Optional<byte[]> content = seeds.find(wanted);
    if (content.isPresent()) {
      store(folder.getFileName().toString(), manifest, wanted, content.get());
    }
    return content.isPresent();
  }

  private static boolean has(Path folder, List<FileEntry> same, int n) throws IOException {
    for (FileEntry file : same) {
      byte[] content =
          ChunkSeeds.read(folder.resolve(file.path()), file.chunkOffset(n), file.chunkLength(n));
      if (!Digests.sha256(content).equals(file.chunks().get(n))) {
        return false;
      }
    }
    return true;
  }

  private static void create(Path file, long length) throws IOException {
    Files.createDirectories(file.getParent());
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      channel.truncate(length);
    }
  }

  private static void deleteUnlisted(Path folder, Manifest manifest) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String path = folder.relativize(file).toString().replace('\\', '/');
            boolean listed =
                path.equals(ModelPackage.MANIFEST)
                    || manifest.file(path).isPresent()
                    || DeltaFetch.owns(path, manifest);
            if (!listed || !attributes.isRegularFile()) {
              Files.delete(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
