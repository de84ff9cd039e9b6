package org.edgestill.itests;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Makes what a bug-fix release of a bundle would be: the same content with a higher version. */
final class NewerVersion {
  private NewerVersion() {}

  /**
   * Copies a bundle.
   *
   * @param location the {@code file:} location of the bundle
   * @return the location of the copy, whose version is higher by one micro step
   */
  static String of(String location) throws IOException {
    Path original = Path.of(URI.create(location));
    Path copy = Files.createTempFile(Path.of("target"), "newer-", ".jar");
    try (JarInputStream in = new JarInputStream(Files.newInputStream(original))) {
      Manifest manifest = in.getManifest();
      Attributes main = manifest.getMainAttributes();
      String version = main.getValue("Bundle-Version");
      int[] parts = parse(version);
      main.putValue("Bundle-Version", parts[0] + "." + parts[1] + "." + (parts[2] + 1));
      try (OutputStream file = Files.newOutputStream(copy);
          JarOutputStream out = new JarOutputStream(file, manifest)) {
        for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
          out.putNextEntry(new JarEntry(entry.getName()));
          in.transferTo(out);
          out.closeEntry();
        }
      }
    }
    return copy.toUri().toString();
  }

  private static int[] parse(String version) {
    String[] parts = version.split("\\.", -1);
    return new int[] {
      Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2])
    };
  }
}
