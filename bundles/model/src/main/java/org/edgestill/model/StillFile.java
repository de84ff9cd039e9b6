package org.edgestill.model;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.model.io.DurableFiles;
import org.jspecify.annotations.Nullable;

/**
 * A whole model package in one file ({@code .still}), for USB sticks and file drops: a zip whose
 * entries are stored, not compressed, the manifest first. Unpacking verifies as {@link
 * ModelPackage#open} does; signed metadata still decides whether the release may be used.
 */
public final class StillFile {

  public static final String SUFFIX = ".still";

  /** The earliest time that zip can express: the same package always gives the same bytes. */
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private static final int BUFFER_BYTES = 64 * 1024;

  private StillFile() {}

  /** Writes the package into a file, replacing one that is there only when it is complete. */
  public static void pack(ModelPackage model, Path still) throws IOException {
    Path aside = still.resolveSibling("." + still.getFileName() + ".aside");
    try {
      try (OutputStream file = Files.newOutputStream(aside);
          ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(file))) {
        List<String> paths = new ArrayList<>(List.of(ModelPackage.MANIFEST));
        model.manifest().files().forEach(entry -> paths.add(entry.path()));
        for (String path : paths) {
          store(zip, model.folder().resolve(path), path);
        }
      }
      DurableFiles.syncFile(aside);
      Files.move(aside, still, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /**
   * Unpacks a file into a new folder, no byte more than the manifest declares.
   *
   * @param folder must not exist; is not there after a failure
   * @throws ModelRefusedException with {@code MALFORMED}, {@code LENGTH_EXCEEDED} or {@code
   *     HASH_MISMATCH}, also if it is no zip; with {@code DISK_FULL} if there is no room
   * @throws IOException if the folder can not be written or exists
   */
  public static ModelPackage unpack(Path still, Path folder)
      throws IOException, ModelRefusedException {
    Files.createDirectory(folder);
    boolean complete = false;
    try {
      extract(still, folder);
      ModelPackage model = ModelPackage.open(folder);
      DurableFiles.syncTree(folder);
      complete = true;
      return model;
    } catch (ZipException e) {
      throw new ModelRefusedException(
          RefusalCode.MALFORMED, still.getFileName() + " is not a sound zip file", e);
    } catch (IOException e) {
      if (DurableFiles.isDiskFull(e)) {
        throw new ModelRefusedException(
            RefusalCode.DISK_FULL, "no room to unpack " + still.getFileName(), e);
      }
      throw e;
    } finally {
      if (!complete) {
        DurableFiles.deleteTree(folder);
      }
    }
  }

  private static void extract(Path still, Path folder) throws IOException, ModelRefusedException {
    try (InputStream file = Files.newInputStream(still, LinkOption.NOFOLLOW_LINKS);
        ZipInputStream zip = new ZipInputStream(new BufferedInputStream(file))) {
      ZipEntry first = next(zip);
      if (first == null || !first.getName().equals(ModelPackage.MANIFEST)) {
        throw malformed("the first entry must be " + ModelPackage.MANIFEST);
      }
      byte[] json = zip.readNBytes(Manifest.MAX_BYTES + 1);
      Manifest manifest = Manifest.parse(json);
      DurableFiles.write(folder.resolve(ModelPackage.MANIFEST), json);
      Set<String> seen = new HashSet<>();
      for (ZipEntry entry = next(zip); entry != null; entry = next(zip)) {
        String path = entry.getName();
        FileEntry listed =
            manifest
                .file(path)
                .orElseThrow(() -> malformed("an entry is not listed in the manifest"));
        if (!seen.add(path)) {
          throw malformed(path + " is there twice");
        }
        copy(zip, listed, folder);
      }
    }
  }

  private static void copy(ZipInputStream zip, FileEntry entry, Path folder)
      throws IOException, ModelRefusedException {
    Path target = PackagePath.resolve(folder, entry.path());
    Path parent = target.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try (OutputStream out =
        Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      long left = entry.length();
      for (int n = zip.read(buffer); n >= 0; n = zip.read(buffer)) {
        left -= n;
        if (left < 0) {
          throw new ModelRefusedException(
              RefusalCode.LENGTH_EXCEEDED,
              entry.path() + " has more than the " + entry.length() + " bytes of the manifest");
        }
        out.write(buffer, 0, n);
      }
    }
  }

  /** Stored entries only: a compressed one could be a bomb. */
  private static @Nullable ZipEntry next(ZipInputStream zip)
      throws IOException, ModelRefusedException {
    try {
      ZipEntry entry = zip.getNextEntry();
      if (entry != null && entry.getMethod() != ZipEntry.STORED) {
        throw malformed("its entries must be stored, not compressed");
      }
      return entry;
    } catch (IllegalArgumentException e) {
      throw new ModelRefusedException(
          RefusalCode.MALFORMED, "model file: a name in it is not UTF-8", e);
    }
  }

  private static void store(ZipOutputStream zip, Path file, String path) throws IOException {
    ZipEntry entry = new ZipEntry(path);
    entry.setMethod(ZipEntry.STORED);
    entry.setTimeLocal(EPOCH);
    entry.setSize(Files.size(file));
    entry.setCrc(crc(file));
    zip.putNextEntry(entry);
    Files.copy(file, zip);
    zip.closeEntry();
  }

  private static long crc(Path file) throws IOException {
    CRC32 crc = new CRC32();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        crc.update(buffer, 0, n);
      }
    }
    return crc.getValue();
  }

  private static ModelRefusedException malformed(String why) {
    return new ModelRefusedException(RefusalCode.MALFORMED, "model file: " + why);
  }
}
