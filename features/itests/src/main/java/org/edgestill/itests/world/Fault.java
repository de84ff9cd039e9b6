package org.edgestill.itests.world;

/** A way in which a publication can be wrong. */
public enum Fault {
  /** One bit of one chunk of the student is flipped on the broker. */
  FLIPPED_BIT,
  /** Everything is signed, but by keys that the gateway does not know. */
  UNKNOWN_KEY,
  /** The first publication is replayed, with its valid signatures. */
  OLDER_VERSION,
  /** The model needs features that no bundle provides. */
  OTHER_FEATURE_SCHEMA,
  /** The manifest is of a version that no gateway knows. */
  UNKNOWN_MANIFEST_SCHEMA
}
