package org.edgestill.distiller.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.edgestill.trust.MetadataSource;
import org.edgestill.trust.TrustedReleases;
import org.edgestill.trust.TufClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys as an operator meets them, and a gateway that was provisioned at the very start. */
class KeysCommandTest {

  private final Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  KeysCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void settings() throws Exception {
    Files.writeString(folder.resolve("keys.password"), "daily horse staple\n");
    Files.writeString(folder.resolve("root.password"), "seldom battery lamp\n");
    Files.writeString(
        folder.resolve("shop.yaml"),
        """
        name: shop
        data: {events: {file: clicks.csv}}
        keys: {root: safe, passwordFile: keys.password, rootPasswordFile: root.password}
        """);
  }

  private int edgestill(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-c", folder.resolve("shop.yaml").toString()));
    return Edgestill.run(
        new Terminal(new PrintWriter(out, true), new PrintWriter(err, true), false),
        all.toArray(String[]::new));
  }

  private JsonNode role(String role) throws Exception {
    assertThat(edgestill("keys", "show", "--json")).as(err.toString()).isZero();
    return new ObjectMapper().readTree(out.toString()).at("/roles/" + role);
  }

  private void change(String... arguments) {
    assertThat(edgestill(arguments)).as(String.join(" ", arguments) + ": " + err).isZero();
  }

  /** Sends the metadata, and lets a gateway follow from a root file to the newest. */
  private TrustedReleases follow(byte[] root) throws Exception {
    change("publish", "--refresh", "--to", folder.resolve("www").toString());
    return new TufClient(folder.resolve("gateway"), root, Clock.systemUTC())
        .refresh(MetadataSource.folder(folder.resolve("www/metadata")));
  }

  @Test
  void aGatewayFollowsEveryChangeOfKeys() throws Exception {
    change("keys", "generate", "--unencrypted");
    assertThat(out.toString()).contains("here, NOT encrypted", "for gateways: ");
    byte[] first = Files.readAllBytes(folder.resolve("tuf/root.json"));
    assertThat(follow(first).releases()).isEmpty();

    change("keys", "threshold", "root", "2", "--of", "3", "--unencrypted");
    assertThat(role("root").at("/threshold").asInt()).isEqualTo(2);
    assertThat(role("root").at("/keys")).hasSize(3);
    String lost = role("root").at("/keys/0/keyId").asText();
    Files.delete(folder.resolve("safe").resolve(lost + ".pem"));
    assertThat(role("root").at("/keys/0/present").asBoolean()).isFalse();
    change("keys", "replace", "root", lost, "--unencrypted");
    change("keys", "rotate", "timestamp", "--unencrypted");
    change("keys", "rotate", "snapshot", "--unencrypted");
    change("keys", "rotate", "targets", "--unencrypted");
    change("keys", "rotate-root", "--unencrypted");
    change("keys", "renew-root");

    assertThat(role("root").at("/version").asInt()).isEqualTo(8);
    assertThat(role("root").toString()).doesNotContain(lost);
    assertThat(follow(first).releases()).isEmpty();
    assertThat(folder.resolve("gateway/8.root.json"))
        .hasSameBinaryContentAs(folder.resolve("tuf/root.json"));
  }

  @Test
  void keysAreEncryptedAndTheRootsAreNotNeededEveryDay() throws Exception {
    change("keys", "generate");
    for (String keys : List.of("safe", "tuf/keys/timestamp", "tuf/keys/targets")) {
      try (Stream<Path> files = Files.list(folder.resolve(keys))) {
        assertThat(Files.readString(files.findFirst().orElseThrow()))
            .startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
      }
    }
    Files.move(folder.resolve("safe"), folder.resolve("in-the-safe"));
    Files.delete(folder.resolve("root.password"));
    assertThat(follow(Files.readAllBytes(folder.resolve("tuf/root.json"))).releases()).isEmpty();
    assertThat(edgestill("keys", "rotate", "timestamp")).isEqualTo(3);
    assertThat(err.toString()).contains("needs 1 private keys").doesNotContain("\tat ");

    Files.writeString(folder.resolve("keys.password"), "some other password\n");
    assertThat(edgestill("publish", "--refresh", "--to", folder.resolve("www").toString()))
        .isEqualTo(3);
    assertThat(err.toString()).contains("another password").doesNotContain("\tat ");
  }

  @Test
  void wrongUsageAndWhatCanNotBeDoneAreToldApart() throws Exception {
    assertThat(edgestill("keys", "show")).isEqualTo(3);
    assertThat(err.toString()).contains("edgestill keys generate");
    assertThat(edgestill("keys", "frobnicate")).isEqualTo(2);
    change("keys", "generate", "--unencrypted");
    assertThat(edgestill("keys", "generate", "--unencrypted")).isEqualTo(3);
    assertThat(err.toString()).contains("holds keys already");
    assertThat(edgestill("keys", "rotate", "everything")).isEqualTo(2);
    assertThat(edgestill("keys", "threshold", "root", "3", "--of", "2")).isEqualTo(3);
    assertThat(err.toString()).contains("3 of 2");
    assertThat(edgestill("keys", "replace", "root", "deadbeef")).isEqualTo(3);
    assertThat(err.toString()).contains("has no key deadbeef");
    assertThat(role("root").at("/version").asInt()).isEqualTo(1);
    assertThat(edgestill("rollout", "--abort")).isEqualTo(3);
    assertThat(err.toString()).contains("set publish.broker").doesNotContain("\tat ");
  }
}
