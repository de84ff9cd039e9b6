package org.edgestill.gateway.http.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bearer token (RFC 6750) that changes need. It is the content of a file, which is read for
 * each request that needs it: whoever writes another one into the file has changed it.
 */
final class Token {

  private static final Logger LOG = LoggerFactory.getLogger(Token.class);

  private static final int RANDOM_BYTES = 32;
  private static final int SHORTEST = 16;
  private static final int LONGEST = 1_024;
  private static final Pattern BEARER =
      Pattern.compile("bearer +([A-Za-z0-9._~+/-]+=*) *", Pattern.CASE_INSENSITIVE);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final @Nullable Path file;
  private volatile boolean complained;

  private Token(@Nullable Path file) {
    this.file = file;
  }

  /** There is none, and so nothing that needs it is served. */
  static Token none() {
    return new Token(null);
  }

  /** That of a file, which is made with a random one if there is none. */
  static Token of(Path file) {
    try {
      create(file);
    } catch (FileAlreadyExistsException exists) {
      warnIfOthersMayRead(file);
    } catch (IOException | UnsupportedOperationException e) {
      LOG.error("No token can be made, and so no change over HTTP: {}", e.toString());
    }
    return new Token(file);
  }

  private static void create(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n";
    FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    Set<OpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var channel = Files.newByteChannel(file, fresh, ownerOnly)) {
      channel.write(StandardCharsets.US_ASCII.encode(token));
    }
    LOG.info("A token for changes over HTTP was made in {}", file.toAbsolutePath());
  }

  private static void warnIfOthersMayRead(Path file) {
    try {
      if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
        LOG.warn("Others may read the token in {}: chmod 600", file.toAbsolutePath());
      }
    } catch (IOException | UnsupportedOperationException e) {
      LOG.debug("Who may read {} is not known", file, e);
    }
  }

  /**
   * Whether a request holds the token. Takes the same time for every wrong one.
   *
   * @param authorization the header; {@code null} without
   */
  boolean isIn(@Nullable String authorization) {
    Optional<String> expected = read();
    Matcher given = BEARER.matcher(authorization == null ? "" : authorization);
    return expected.isPresent()
        && given.matches()
        && MessageDigest.isEqual(hash(expected.get()), hash(given.group(1)));
  }

  private Optional<String> read() {
    if (file == null) {
      return Optional.empty();
    }
    try (InputStream content = Files.newInputStream(file)) {
      String token = new String(content.readNBytes(LONGEST), StandardCharsets.US_ASCII).strip();
      if (token.length() >= SHORTEST) {
        complained = false;
        return Optional.of(token);
      }
      complain("the token in " + file + " has less than " + SHORTEST + " characters");
    } catch (IOException e) {
      complain("the token can not be read: " + e);
    }
    return Optional.empty();
  }

  /** Once: anybody can have it looked at again and again. */
  private void complain(String why) {
    if (!complained) {
      complained = true;
      LOG.warn("No change over HTTP: {}", why);
    }
  }

  /** Hashes have one length, so that the comparison does not tell that of the token. */
  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
