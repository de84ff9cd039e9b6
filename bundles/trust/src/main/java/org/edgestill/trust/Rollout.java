package org.edgestill.trust;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Which gateways take part in a staged rollout. Each gateway has a fixed share for a salt, so that
 * as the percentage grows gateways only ever join; another salt draws anew.
 */
public final class Rollout {

  private static final String HMAC = "HmacSHA256";
  private static final int PARTS = 100;

  private Rollout() {}

  /**
   * Whether a gateway takes part: the first 8 bytes of HMAC-SHA256(salt, gateway id), big endian
   * and unsigned, are below {@code percent} hundredths of 2^64.
   *
   * @param salt not empty
   * @param percent 0 (nobody) to 100 (everybody)
   * @throws IllegalArgumentException if salt or percentage are out of range
   */
  public static boolean includes(String gatewayId, String salt, int percent) {
    if (percent < 0 || percent > PARTS) {
      throw new IllegalArgumentException("percent must be 0 to 100, but is " + percent);
    }
    if (salt.isEmpty()) {
      throw new IllegalArgumentException("the rollout's salt must not be empty");
    }
    return hundredth(share(gatewayId, salt)) < percent;
  }

  private static long share(String gatewayId, String salt) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(salt.getBytes(UTF_8), HMAC));
      return ByteBuffer.wrap(mac.doFinal(gatewayId.getBytes(UTF_8))).getLong();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HMAC, e);
    }
  }

  /** floor(share * 100 / 2^64) with the share as an unsigned number: 0 to 99. */
  private static long hundredth(long share) {
    return Math.multiplyHigh(share, PARTS) + (share < 0 ? PARTS : 0);
  }
}
