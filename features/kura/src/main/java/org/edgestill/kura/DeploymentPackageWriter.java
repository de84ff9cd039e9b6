package org.edgestill.kura;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Packs a folder of bundles as a deployment package (OSGi Compendium, chapter 114). The same
 * bundles give the same bytes. The build runs this file as it is, without compiling it before.
 */
public final class DeploymentPackageWriter {
  private static final String SYMBOLIC_NAME = "Bundle-SymbolicName";
  private static final String VERSION = "Bundle-Version";

  private DeploymentPackageWriter() {}

  /**
   * Writes the package.
   *
   * @param arguments the folder, the file to write, the symbolic name and the Maven version of the
   *     package, and the time that all entries have (ISO 8601)
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Manifest manifest = new Manifest();
    Attributes head = manifest.getMainAttributes();
    head.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    head.putValue("DeploymentPackage-SymbolicName", arguments[2]);
    head.putValue("DeploymentPackage-Version", arguments[3].replace('-', '.'));
    for (Path bundle : bundles(folder)) {
      manifest.getEntries().put(String.valueOf(bundle.getFileName()), section(bundle));
    }
    LocalDateTime time = LocalDateTime.ofInstant(Instant.parse(arguments[4]), ZoneOffset.UTC);
    try (OutputStream file = Files.newOutputStream(Path.of(arguments[1]));
        JarOutputStream jar = new JarOutputStream(file)) {
      // Bundles start in this order: the interpolation of variables before the Configurator, whose
      // configurations need it. Equinox, unlike Felix, can not be told to wait for it.
      begin(JarFile.MANIFEST_NAME, time, jar);
      manifest.write(jar);
      for (Path bundle : bundles(folder)) {
        begin(String.valueOf(bundle.getFileName()), time, jar);
        Files.copy(bundle, jar);
      }
    }
  }

  private static List<Path> bundles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static Attributes section(Path bundle) throws IOException {
    try (JarFile jar = new JarFile(bundle.toFile())) {
      Attributes of = jar.getManifest().getMainAttributes();
      if (of.getValue(SYMBOLIC_NAME) == null) {
        throw new IOException(bundle + " is not a bundle");
      }
      Attributes section = new Attributes();
      section.putValue(SYMBOLIC_NAME, of.getValue(SYMBOLIC_NAME).split(";", 2)[0].strip());
      section.putValue(VERSION, of.getValue(VERSION));
      return section;
    }
  }

  private static void begin(String name, LocalDateTime time, JarOutputStream jar)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(time);
    jar.putNextEntry(entry);
  }
}
