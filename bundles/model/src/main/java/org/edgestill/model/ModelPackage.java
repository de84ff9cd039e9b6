package org.edgestill.model;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.model.io.DurableFiles;

/**
 * A model package in a folder, verified: exactly the files that its manifest lists are there, each
 * with its length and SHA-256. Nothing but the manifest is parsed before that.
 *
 * <p>Whether the manifest itself may be trusted is not decided here, but by its digest and the
 * signed metadata. The folder must belong to this process alone: what changes after the check is
 * not noticed.
 */
public final class ModelPackage {

  public static final String MANIFEST = "manifest.json";
  public static final String STUDENT = "student.onnx";
  public static final String CATALOGUE = "catalogue";
  public static final String FEATURES = "features.json";
  public static final String GOLDEN = "golden.json";
  public static final String CARD = "card.md";

  /** Without one of these a model can not serve; the card is for people. */
  public static final List<String> REQUIRED = List.of(STUDENT, CATALOGUE, FEATURES, GOLDEN);

  private final Path folder;
  private final Manifest manifest;
  private final ModelId id;

  private ModelPackage(Path folder, Manifest manifest, ModelId id) {
    this.folder = folder;
    this.manifest = manifest;
    this.id = id;
  }

  /**
   * Verifies a folder.
   *
   * @throws ModelRefusedException with {@code MALFORMED} (manifest, missing or unlisted files,
   *     links, or a file can not be read), {@code LENGTH_EXCEEDED} or {@code HASH_MISMATCH}
   */
  public static ModelPackage open(Path folder) throws ModelRefusedException {
    try {
      byte[] json = readManifest(folder);
      Manifest manifest = Manifest.parse(json);
      for (String path : REQUIRED) {
        if (manifest.file(path).isEmpty()) {
          throw malformed(MANIFEST + " does not list " + path);
        }
      }
      checkListing(folder, manifest);
      for (FileEntry file : manifest.files()) {
        verify(folder.resolve(file.path()), file);
      }
      return new ModelPackage(folder, manifest, manifest.id(Digests.sha256(json)));
    } catch (IOException e) {
      throw new ModelRefusedException(RefusalCode.MALFORMED, folder + " can not be read: " + e, e);
    }
  }

  /**
   * Verifies one file against its entry.
   *
   * @throws ModelRefusedException with {@code LENGTH_EXCEEDED} or {@code HASH_MISMATCH}
   * @throws IOException if it can not be read
   */
  public static void verify(Path file, FileEntry entry) throws IOException, ModelRefusedException {
    long length = Files.size(file);
    if (length != entry.length()) {
      throw new ModelRefusedException(
          length > entry.length() ? RefusalCode.LENGTH_EXCEEDED : RefusalCode.HASH_MISMATCH,
          entry.path() + " has " + length + " bytes, the manifest says " + entry.length());
    }
    if (!Digests.sha256(file).equals(entry.sha256())) {
      throw new ModelRefusedException(
          RefusalCode.HASH_MISMATCH, entry.path() + " does not have the SHA-256 of the manifest");
    }
  }

  /** Where it is. */
  public Path folder() {
    return folder;
  }

  /** What it says about itself. */
  public Manifest manifest() {
    return manifest;
  }

  /** Which model it is; the digest is that of the manifest's bytes. */
  public ModelId id() {
    return id;
  }

  /**
   * The place of a listed file.
   *
   * @throws IllegalArgumentException if the manifest does not list it
   */
  public Path file(String path) {
    if (manifest.file(path).isEmpty()) {
      throw new IllegalArgumentException("the package has no file " + path);
    }
    return folder.resolve(path);
  }

  /** Reads the catalogue. */
  public Catalogue catalogue() throws IOException, ModelRefusedException {
    return Catalogue.read(file(CATALOGUE));
  }

  /** Reads the feature schema. */
  public FeatureSchema featureSchema() throws IOException, ModelRefusedException {
    return FeatureSchemas.parse(DurableFiles.readBounded(file(FEATURES), FeatureSchemas.MAX_BYTES));
  }

  /** Reads the golden vectors. */
  public List<GoldenVector> goldenVectors() throws IOException, ModelRefusedException {
    return GoldenVectors.parse(DurableFiles.readBounded(file(GOLDEN), GoldenVectors.MAX_BYTES));
  }

  private static byte[] readManifest(Path folder) throws IOException, ModelRefusedException {
    Path file = folder.resolve(MANIFEST);
    try {
      if (Files.size(file) > Manifest.MAX_BYTES) {
        throw new ModelRefusedException(
            RefusalCode.LENGTH_EXCEEDED,
            MANIFEST + " has more than " + Manifest.MAX_BYTES + " bytes");
      }
      return DurableFiles.readBounded(file, Manifest.MAX_BYTES);
    } catch (NoSuchFileException e) {
      throw new ModelRefusedException(
          RefusalCode.MALFORMED, folder + " is no model package: it has no " + MANIFEST, e);
    }
  }

  private static void checkListing(Path folder, Manifest manifest)
      throws IOException, ModelRefusedException {
    Set<String> listed = new TreeSet<>();
    listed.add(MANIFEST);
    manifest.files().forEach(file -> listed.add(file.path()));
    Set<String> found = filesIn(folder);
    Set<String> missing = new TreeSet<>(listed);
    missing.removeAll(found);
    if (!missing.isEmpty()) {
      throw malformed(missing.iterator().next() + " is listed in " + MANIFEST + ", but missing");
    }
    found.removeAll(listed);
    if (!found.isEmpty()) {
      String first = found.iterator().next().replaceAll("[^\\x20-\\x7E]", "?");
      throw malformed(first + " is there, but not listed in " + MANIFEST);
    }
  }

  /**
   * The paths of all files in a folder, with slashes.
   *
   * @throws ModelRefusedException if there is a symbolic link, a device, or an empty folder
   */
  static Set<String> filesIn(Path folder) throws IOException, ModelRefusedException {
    Set<String> files = new TreeSet<>();
    Set<String> refused = new TreeSet<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String path = folder.relativize(file).toString().replace('\\', '/');
            (attributes.isRegularFile() ? files : refused).add(path);
            // More than can be listed: no need to see the rest of a folder that is refused.
            return files.size() + refused.size() > Manifest.MAX_FILES + 1
                ? FileVisitResult.TERMINATE
                : FileVisitResult.CONTINUE;
          }
        });
    if (!refused.isEmpty()) {
      String first = refused.iterator().next().replaceAll("[^\\x20-\\x7E]", "?");
      throw malformed(first + " is not a regular file; links and devices are refused");
    }
    return files;
  }

  private static ModelRefusedException malformed(String message) {
    return new ModelRefusedException(RefusalCode.MALFORMED, message);
  }

  /** Whether a folder holds a manifest at all. */
  public static boolean looksLikeOne(Path folder) {
    return Files.isRegularFile(folder.resolve(MANIFEST), LinkOption.NOFOLLOW_LINKS);
  }
}
