package org.edgestill.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** The bundle as it is built, in a real framework. */
class OnnxRuntimeBundleIT {

  private static final Path BUNDLE = Path.of(property("bundle"));

  @Test
  void loadsItsNativeLibrariesFromTheBundleCache(@TempDir Path cache) throws Exception {
    Framework framework =
        new FrameworkFactory().newFramework(Map.of(Constants.FRAMEWORK_STORAGE, cache.toString()));
    framework.start();
    try {
      Bundle bundle = framework.getBundleContext().installBundle(BUNDLE.toUri().toString());
      bundle.start();
      Class<?> environment = bundle.loadClass("ai.onnxruntime.OrtEnvironment");
      Object instance = environment.getMethod("getEnvironment").invoke(null);
      assertThat(environment.getMethod("getVersion").invoke(instance))
          .isEqualTo(property("onnxruntime.version"));
      // Mapped from the cache, not from a temporary folder, which may be mounted noexec.
      List<String> mapped =
          Files.readAllLines(Path.of("/proc/self/maps")).stream()
              .filter(line -> line.contains("libonnxruntime"))
              .toList();
      assertThat(mapped).isNotEmpty().allMatch(line -> line.contains(cache.toString()));
    } finally {
      framework.stop();
      framework.waitForStop(20_000);
    }
  }

  @Test
  void holdsBothArchitecturesTheLicencesAndNothingElse() throws IOException {
    try (JarFile jar = new JarFile(BUNDLE.toFile())) {
      List<String> others =
          jar.stream()
              .filter(entry -> !entry.isDirectory())
              .map(ZipEntry::getName)
              .filter(name -> !name.endsWith(".class") && !name.startsWith("META-INF/maven/"))
              .toList();
      assertThat(others)
          .containsExactlyInAnyOrder(
              "META-INF/MANIFEST.MF",
              "META-INF/LICENSE",
              "META-INF/NOTICE",
              "META-INF/onnxruntime/LICENSE",
              "META-INF/onnxruntime/ThirdPartyNotices.txt",
              "native/linux-x86_64/libonnxruntime.so",
              "native/linux-x86_64/libonnxruntime4j_jni.so",
              "native/linux-aarch64/libonnxruntime.so",
              "native/linux-aarch64/libonnxruntime4j_jni.so");
    }
  }

  @Test
  void theBundleWithoutNativeLibrariesIsTheSameOtherwise() throws IOException {
    String name = BUNDLE.getFileName().toString().replace(".jar", "-java.jar");
    try (JarFile jar = new JarFile(BUNDLE.resolveSibling(name).toFile());
        JarFile both = new JarFile(BUNDLE.toFile())) {
      assertThat(names(jar))
          .containsExactlyInAnyOrderElementsOf(
              names(both).stream().filter(file -> !file.startsWith("native/")).toList());
      var manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue(Constants.BUNDLE_NATIVECODE)).isNull();
      for (String header : List.of(Constants.BUNDLE_VERSION, Constants.EXPORT_PACKAGE)) {
        assertThat(manifest.getValue(header))
            .isEqualTo(both.getManifest().getMainAttributes().getValue(header));
      }
    }
  }

  private static List<String> names(JarFile jar) {
    return jar.stream()
        .filter(entry -> !entry.isDirectory())
        .map(ZipEntry::getName)
        .filter(name -> !name.startsWith("META-INF/maven/"))
        .toList();
  }

  @Test
  void exportsTheApiAndImportsNothing() throws IOException {
    try (JarFile jar = new JarFile(BUNDLE.toFile())) {
      var manifest = jar.getManifest().getMainAttributes();
      String version = property("onnxruntime.version");
      assertThat(manifest.getValue(Constants.EXPORT_PACKAGE))
          .contains("ai.onnxruntime;")
          .contains("version=\"" + version + "\"")
          .doesNotContain("ai.onnxruntime.platform");
      assertThat(manifest.getValue(Constants.IMPORT_PACKAGE)).isNull();
    }
  }

  private static String property(String name) {
    return Objects.requireNonNull(System.getProperty(name), name);
  }
}
