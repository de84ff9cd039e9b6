package org.edgestill.trust;

import java.util.List;
import java.util.regex.Pattern;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.model.Digests;
import org.edgestill.model.Manifest;
import org.edgestill.model.ModelPackage;
import org.edgestill.model.PackagePath;

/**
 * A release as the targets role signs it: the manifest's length and hash, and for whom it is.
 *
 * @param path the target's path in the repository, see {@link PackagePath}
 * @param length bytes of the manifest, 1 to {@link Manifest#MAX_BYTES}
 * @param sha256 of the manifest; the digest that names the release
 * @param name the model's name
 * @param release from 1
 * @param channel for instance {@code stable}: 1 to 64 of a-z, 0-9 and {@code -}
 * @param deviceClasses which classes of devices it is for, names like channels; empty means all
 * @param rolloutSalt 1 to 64 of letters, digits, {@code .}, {@code _} and {@code -}
 * @param rolloutPercent 0 to 100, see {@link Rollout}
 */
public record ReleaseTarget(
    String path,
    long length,
    String sha256,
    String name,
    long release,
    String channel,
    List<String> deviceClasses,
    String rolloutSalt,
    int rolloutPercent) {

  /** The most device classes of one release. */
  public static final int MAX_DEVICE_CLASSES = 64;

  /** As large as JSON numbers are exact everywhere. */
  public static final long MAX_RELEASE = 1L << 53;

  private static final Pattern LABEL = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final Pattern SALT = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /**
   * Checks and copies every component.
   *
   * @throws IllegalArgumentException if a component is out of its range
   */
  public ReleaseTarget {
    PackagePath.check(path);
    deviceClasses = List.copyOf(deviceClasses);
    require(length >= 1 && length <= Manifest.MAX_BYTES, "length is out of range: " + length);
    require(Digests.isSha256(sha256), "sha256 must be 64 lower-case hexadecimal digits");
    require(ModelId.isName(name), "not a model name: '" + name + "'");
    require(release >= 1 && release <= MAX_RELEASE, "release is out of range: " + release);
    require(LABEL.matcher(channel).matches(), "not a channel: '" + channel + "'");
    require(deviceClasses.size() <= MAX_DEVICE_CLASSES, "too many device classes");
    for (String deviceClass : deviceClasses) {
      require(LABEL.matcher(deviceClass).matches(), "not a device class: '" + deviceClass + "'");
    }
    require(SALT.matcher(rolloutSalt).matches(), "not a rollout salt: '" + rolloutSalt + "'");
    require(
        rolloutPercent >= 0 && rolloutPercent <= 100,
        "rollout percent must be 0 to 100, but is " + rolloutPercent);
  }

  /**
   * The release of a manifest, for all gateways of a channel. The salt is the release itself, so
   * that it is not always the same gateways that go first.
   *
   * @param manifest the bytes of {@code manifest.json}
   * @throws ModelRefusedException if it is not a sound manifest
   */
  public static ReleaseTarget of(byte[] manifest, String channel) throws ModelRefusedException {
    Manifest parsed = Manifest.parse(manifest);
    return new ReleaseTarget(
        parsed.name() + "/" + parsed.release() + "/" + ModelPackage.MANIFEST,
        manifest.length,
        Digests.sha256(manifest),
        parsed.name(),
        parsed.release(),
        channel,
        List.of(),
        parsed.name() + "-" + parsed.release(),
        100);
  }

  /** The same release for some classes of devices only; none means all. */
  public ReleaseTarget forDeviceClasses(List<String> classes) {
    return new ReleaseTarget(
        path, length, sha256, name, release, channel, classes, rolloutSalt, rolloutPercent);
  }

  /** The same release for another share of the gateways. */
  public ReleaseTarget withRollout(String salt, int percent) {
    return new ReleaseTarget(
        path, length, sha256, name, release, channel, deviceClasses, salt, percent);
  }

  /** Which model it is. */
  public ModelId id() {
    return new ModelId(name, release, sha256);
  }

  /** Whether it is for a gateway's channel and device class. */
  public boolean isFor(String gatewayChannel, String deviceClass) {
    return channel.equals(gatewayChannel)
        && (deviceClasses.isEmpty() || deviceClasses.contains(deviceClass));
  }

  /**
   * Verifies fetched bytes against this target, then parses them (TUF 1.0, section 5.7).
   *
   * @throws ModelRefusedException with {@code LENGTH_EXCEEDED}, {@code HASH_MISMATCH}, {@code
   *     MALFORMED}, or {@code WRONG_TARGET} if the manifest is of another model or release than
   *     signed
   */
  public Manifest verify(byte[] manifest) throws ModelRefusedException {
    if (manifest.length > length) {
      throw new ModelRefusedException(
          RefusalCode.LENGTH_EXCEEDED,
          path + " has " + manifest.length + " bytes, but " + length + " are signed");
    }
    if (manifest.length != length || !Digests.sha256(manifest).equals(sha256)) {
      throw new ModelRefusedException(
          RefusalCode.HASH_MISMATCH, path + " does not have the signed length and SHA-256");
    }
    Manifest parsed = Manifest.parse(manifest);
    if (!parsed.name().equals(name) || parsed.release() != release) {
      throw new ModelRefusedException(
          RefusalCode.WRONG_TARGET,
          "the manifest is of " + parsed.name() + " " + parsed.release() + ", signed as " + id());
    }
    return parsed;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
