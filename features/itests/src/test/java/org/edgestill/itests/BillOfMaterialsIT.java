package org.edgestill.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.edgestill.model.Digests;
import org.junit.jupiter.api.Test;

/** What an assembled gateway says it is made of is what it is made of. */
class BillOfMaterialsIT {
  private static final Path HOME = Path.of("target/edgestill-gateway");

  @Test
  void everyBundleOfTheGatewayIsInItsBillOfMaterials() throws Exception {
    JsonNode bill = new ObjectMapper().readTree(HOME.resolve("bom.json").toFile());
    List<String> digests =
        bill.findValues("hashes").stream()
            .flatMap(hashes -> StreamSupport.stream(hashes.spliterator(), false))
            .filter(hash -> hash.path("alg").asText().equals("SHA-256"))
            .map(hash -> hash.path("content").asText())
            .toList();

    try (Stream<Path> bundles = Files.walk(HOME.resolve("bundles"))) {
      List<Path> jars =
          bundles
              .filter(file -> file.toString().endsWith(".jar"))
              // listed with native libraries, shipped without
              .filter(file -> !file.getFileName().toString().contains("onnxruntime"))
              .toList();
      assertThat(jars).hasSizeGreaterThan(30);
      for (Path jar : jars) {
        assertThat(digests).as("%s", jar).contains(Digests.sha256(Files.readAllBytes(jar)));
      }
    }
    assertThat(bill.findValuesAsText("name"))
        .contains("onnxruntime", "uplot", "prometheus-metrics-core");
  }
}
