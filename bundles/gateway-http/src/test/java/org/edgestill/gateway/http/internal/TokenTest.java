package org.edgestill.gateway.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {

  private static final String SECRET = "0123456789-secret_ABCDEF~.+/==";

  @TempDir private Path directory;

  @Test
  void aMissingFileIsMadeWithARandomTokenThatOnlyTheOwnerMayRead() throws Exception {
    Path file = directory.resolve("new/folder/token");

    Token token = Token.of(file);

    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    String made = Files.readString(file).strip();
    assertThat(made).matches("[A-Za-z0-9_-]{43}");
    assertThat(token.isIn("Bearer " + made)).isTrue();

    Token.of(directory.resolve("another"));
    assertThat(Files.readString(directory.resolve("another")).strip()).isNotEqualTo(made);
  }

  @Test
  void anExistingFileIsKeptAndAChangeOfItCountsAtOnce() throws Exception {
    Path file = Files.writeString(directory.resolve("token"), SECRET + "\n");
    Token token = Token.of(file);
    assertThat(Files.readString(file)).isEqualTo(SECRET + "\n");
    assertThat(token.isIn("bearer  " + SECRET)).isTrue();

    Files.writeString(file, "another-token-of-some-length");

    assertThat(token.isIn("Bearer " + SECRET)).isFalse();
    assertThat(token.isIn("Bearer another-token-of-some-length")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        SECRET,
        "Basic " + SECRET,
        "Bearer " + SECRET + "x",
        "Bearer x" + SECRET,
        "Bearer 0123456789-SECRET_ABCDEF~.+/==",
        "Bearer " + SECRET + " " + SECRET,
        "Bearer \u0000",
      })
  void whatIsNotTheTokenIsNot(String header) throws Exception {
    Token token = Token.of(Files.writeString(directory.resolve("token"), SECRET));

    assertThat(token.isIn(header)).isFalse();
    assertThat(token.isIn(null)).isFalse();
  }

  @Test
  void withoutAUsableFileNothingIsTheToken() throws Exception {
    Path file = directory.resolve("token");
    Token token = Token.of(file);
    String made = Files.readString(file).strip();
    Files.writeString(file, "short");
    assertThat(token.isIn("Bearer short")).isFalse();
    Files.writeString(file, "");
    assertThat(token.isIn("Bearer ")).isFalse();
    Files.delete(file);
    assertThat(token.isIn("Bearer " + made)).isFalse();
    assertThat(Token.none().isIn("Bearer " + made)).isFalse();
  }
}
