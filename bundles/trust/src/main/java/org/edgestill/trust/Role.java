package org.edgestill.trust;

/** The four top-level roles of TUF. */
public enum Role {
  /** Says which keys count for each role, itself included. */
  ROOT("root", 128 * 1024),
  /** Says which snapshot is the newest; signed often, so that a freeze shows. */
  TIMESTAMP("timestamp", 16 * 1024),
  /** Says which versions of targets belong together. */
  SNAPSHOT("snapshot", 128 * 1024),
  /** Says which releases there are. */
  TARGETS("targets", 1024 * 1024);

  private final String typeName;
  private final int maxBytes;

  Role(String typeName, int maxBytes) {
    this.typeName = typeName;
    this.maxBytes = maxBytes;
  }

  /** The name in metadata and topics: {@code root}, {@code timestamp} and so on. */
  public String typeName() {
    return typeName;
  }

  /** The most bytes of metadata that are read; signed lengths may lower it, never raise it. */
  public int maxBytes() {
    return maxBytes;
  }

  /**
   * The file's name in a repository.
   *
   * @param version 0 for the name without a version, which holds the newest; ignored for the
   *     timestamp, which has no other
   */
  public String fileName(long version) {
    String name = typeName + ".json";
    return this == TIMESTAMP || version == 0 ? name : version + "." + name;
  }
}
