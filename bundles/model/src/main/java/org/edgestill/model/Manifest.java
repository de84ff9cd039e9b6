package org.edgestill.model;

import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.model.ModelRefusedException;

/**
 * What a model package says about itself: {@code manifest.json}. Its digest names the release, and
 * every other file is bound to it by length and SHA-256.
 *
 * @param name the model's name, see {@link ModelId}
 * @param release rises with every release, from 1; called {@code version} in the file
 * @param created when the distiller made it
 * @param distilledFrom what it was made from
 * @param requires what a gateway must have
 * @param budgets what it is held to
 * @param measured quality on the test split: metric, for instance {@code ndcg@10}, to figure
 * @param files every file of the package but the manifest itself, at most {@value #MAX_FILES}
 */
public record Manifest(
    String name,
    long release,
    Instant created,
    DistilledFrom distilledFrom,
    Requirements requires,
    Budgets budgets,
    Map<String, Measured> measured,
    List<FileEntry> files) {

  /** The version of the format that is read and written. */
  public static final String SCHEMA = "edgestill.model/1";

  /** 4 MiB, enough for 60,000 chunks. */
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  public static final int MAX_FILES = 256;
  static final int MAX_METRICS = 256;
  static final int MAX_METRIC_NAME = 64;

  /**
   * Checks and copies every component.
   *
   * @throws IllegalArgumentException if a component is out of its range, a path is listed twice, is
   *     also a folder of another path, or is the manifest itself
   */
  public Manifest {
    files = List.copyOf(files);
    measured = Collections.unmodifiableMap(new TreeMap<>(measured));
    // ModelId knows the rules for names and release numbers; any digest will do here.
    ModelId unused = new ModelId(name, release, "0".repeat(64));
    if (measured.size() > MAX_METRICS) {
      throw new IllegalArgumentException("at most " + MAX_METRICS + " metrics");
    }
    for (String metric : measured.keySet()) {
      if (metric.isEmpty() || metric.length() > MAX_METRIC_NAME) {
        throw new IllegalArgumentException("a metric's name has 1 to 64 characters");
      }
    }
    checkPaths(files);
  }

  /**
   * Reads {@code manifest.json}. Unknown fields are refused, because a reader that skips what it
   * does not know may skip a condition; new fields come with a new schema version. The {@code
   * deltas} of a file may be left out, and a codec of them may be unknown: they are only a shorter
   * way to the same bytes.
   *
   * @throws ModelRefusedException with {@code MALFORMED} or {@code LENGTH_EXCEEDED}
   */
  public static Manifest parse(byte[] json) throws ModelRefusedException {
    return ManifestJson.parse(json);
  }

  /** The file's content; the same manifest always gives the same bytes. */
  public byte[] toJson() {
    return ManifestJson.toJson(this);
  }

  /**
   * Which model this is.
   *
   * @param digest SHA-256 of the manifest's bytes as they were read
   */
  public ModelId id(String digest) {
    return new ModelId(name, release, digest);
  }

  /** Metric to value, without the intervals. */
  public Map<String, Double> quality() {
    Map<String, Double> values = new TreeMap<>();
    measured.forEach((metric, figure) -> values.put(metric, figure.value()));
    return values;
  }

  /** The bytes of all listed files together. */
  public long totalLength() {
    return files.stream().mapToLong(FileEntry::length).sum();
  }

  /** The entry of a path. */
  public Optional<FileEntry> file(String path) {
    return files.stream().filter(file -> file.path().equals(path)).findFirst();
  }

  /** The same manifest with other files. */
  public Manifest withFiles(List<FileEntry> other) {
    return new Manifest(name, release, created, distilledFrom, requires, budgets, measured, other);
  }

  /** The same manifest with another release number. */
  public Manifest withRelease(long other) {
    return new Manifest(name, other, created, distilledFrom, requires, budgets, measured, files);
  }

  /** The same manifest as before deltas were made. */
  public Manifest withoutDeltas() {
    return withFiles(files.stream().map(file -> file.withDeltas(List.of())).toList());
  }

  private static void checkPaths(List<FileEntry> files) {
    if (files.size() > MAX_FILES) {
      throw new IllegalArgumentException("at most " + MAX_FILES + " files, not " + files.size());
    }
    Set<String> paths = new HashSet<>();
    for (FileEntry file : files) {
      if (file.path().equals(ModelPackage.MANIFEST)) {
        throw new IllegalArgumentException("the manifest can not list itself");
      }
      if (!paths.add(file.path())) {
        throw new IllegalArgumentException(file.path() + " is listed twice");
      }
    }
    for (FileEntry file : files) {
      String path = file.path();
      for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
        String folder = path.substring(0, slash);
        if (paths.contains(folder) || folder.equals(ModelPackage.MANIFEST)) {
          throw new IllegalArgumentException(folder + " is listed as a file and as a folder");
        }
      }
    }
  }
}
