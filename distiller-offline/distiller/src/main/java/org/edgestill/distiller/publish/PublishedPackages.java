package org.edgestill.distiller.publish;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.model.DeltaEntry;
import org.edgestill.model.DeltaWriter;
import org.edgestill.model.ModelPackage;
import org.edgestill.model.StillFile;
import org.edgestill.model.io.DurableFiles;
import org.edgestill.trust.ReleaseTarget;

/**
 * The packages that were published last, as they were published, beside the signed metadata: from
 * them deltas start, and to them a rollout returns. Deltas are kept here too.
 */
final class PublishedPackages {

  /** Gateways outside of a rollout's share are a release or two behind. */
  private static final int BASES = 2;

  /** Of each model: the bases of the next release, and one to return to. */
  private static final int KEPT = 3;

  private static final String NEW = "new";

  private final Path packages;
  private final Path deltas;
  private final DeltaWriter writer;

  /**
   * Those of a repository.
   *
   * @param repository the folder of signing keys and metadata
   */
  PublishedPackages(Path repository) {
    this.packages = repository.resolve("packages");
    this.deltas = repository.resolve("deltas");
    this.writer = new DeltaWriter(deltas);
  }

  /** Where a delta is. */
  Path delta(DeltaEntry delta) {
    return writer.file(delta);
  }

  /**
   * The package as it is published: with deltas from the releases before, which are made when it is
   * published for the first time. A {@code .still} file beside the package is made anew, so that a
   * release has one digest on whatever way it travels.
   *
   * @param release stays as it is
   * @param published all releases of the repository
   */
  ModelPackage complete(ModelPackage release, List<ReleaseTarget> published)
      throws IOException, ModelRefusedException {
    ModelId id = release.id();
    for (ReleaseTarget known : published) {
      if (known.name().equals(id.name()) && known.release() == id.release()) {
        return kept(known).filter(k -> isSame(k, release)).orElse(release);
      }
    }
    prune(published);
    Path made = packages.resolve(NEW);
    DurableFiles.deleteTree(made);
    copy(release.folder(), made);
    List<ModelPackage> bases = before(id, published).limit(BASES).toList();
    ModelPackage complete = writer.write(ModelPackage.open(made), bases);
    Path folder = packages.resolve(complete.id().digest());
    DurableFiles.deleteTree(folder);
    DurableFiles.syncTree(made);
    DurableFiles.move(made, folder);
    ModelPackage kept = ModelPackage.open(folder);
    Path source = release.folder();
    Path still = source.resolveSibling(source.getFileName() + StillFile.SUFFIX);
    if (Files.exists(still)) {
      StillFile.pack(kept, still);
    }
    return kept;
  }

  private static boolean isSame(ModelPackage kept, ModelPackage release) {
    return kept.manifest().withoutDeltas().equals(release.manifest().withoutDeltas());
  }

  /** The newest release before this one that is kept. */
  Optional<ModelPackage> former(ModelId id, List<ReleaseTarget> published) {
    return before(id, published).findFirst();
  }

  /**
   * The same model under another release number.
   *
   * @param folder must not exist
   */
  static ModelPackage renumbered(ModelPackage model, long release, Path folder)
      throws IOException, ModelRefusedException {
    copy(model.folder(), folder);
    DurableFiles.write(
        folder.resolve(ModelPackage.MANIFEST),
        model.manifest().withoutDeltas().withRelease(release).toJson());
    return ModelPackage.open(folder);
  }

  /** Newest first. */
  private Stream<ModelPackage> before(ModelId id, List<ReleaseTarget> published) {
    return published.stream()
        .filter(r -> r.name().equals(id.name()) && r.release() < id.release())
        .sorted(Comparator.comparingLong(ReleaseTarget::release).reversed())
        .flatMap(r -> kept(r).stream());
  }

  /** What is damaged or gone is not kept: it costs a delta, nothing else. */
  private Optional<ModelPackage> kept(ReleaseTarget release) {
    Path folder = packages.resolve(release.sha256());
    if (!ModelPackage.looksLikeOne(folder)) {
      return Optional.empty();
    }
    try {
      ModelPackage found = ModelPackage.open(folder);
      return found.id().equals(release.id()) ? Optional.of(found) : Optional.empty();
    } catch (ModelRefusedException e) {
      return Optional.empty();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  /**
   * Before another one comes: keeps the newest packages of each model, and the deltas they list.
   */
  private void prune(List<ReleaseTarget> published) throws IOException {
    Set<Path> needed = new HashSet<>();
    Map<String, List<ReleaseTarget>> models =
        published.stream()
            .sorted(Comparator.comparingLong(ReleaseTarget::release).reversed())
            .collect(Collectors.groupingBy(ReleaseTarget::name));
    for (List<ReleaseTarget> releases : models.values()) {
      for (ReleaseTarget release : releases.subList(0, Math.min(KEPT - 1, releases.size()))) {
        kept(release).ifPresent(p -> need(p, needed));
      }
    }
    for (Path folder : entries(packages)) {
      if (!needed.contains(folder)) {
        DurableFiles.deleteTree(folder);
      }
    }
    for (Path delta : entries(deltas)) {
      if (!needed.contains(delta)) {
        Files.delete(delta);
      }
    }
  }

  private void need(ModelPackage kept, Set<Path> needed) {
    needed.add(kept.folder());
    kept.manifest().files().stream()
        .flatMap(file -> file.deltas().stream())
        .forEach(delta -> needed.add(writer.file(delta)));
  }

  private static List<Path> entries(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
        all.forEach(entries::add);
      }
    }
    return entries;
  }
}
