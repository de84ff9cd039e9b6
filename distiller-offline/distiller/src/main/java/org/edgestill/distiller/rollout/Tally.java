package org.edgestill.distiller.rollout;

/**
 * The gateways of a rollout at one moment.
 *
 * @param fleet all gateways that are known
 * @param group those in the share of the present stage
 * @param succeeded of the group: the release is committed
 * @param failed of the group: refused or taken back
 * @param lost of the group: went offline while they tried the release, and are not back
 */
record Tally(int fleet, int group, int succeeded, int failed, int lost) {

  /** Of the group: neither succeeded nor failed, be it that they are offline, slow or lost. */
  int missing() {
    return group - succeeded - failed;
  }
}
