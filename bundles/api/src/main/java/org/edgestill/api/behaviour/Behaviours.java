package org.edgestill.api.behaviour;

/**
 * The usual behaviours. A {@link org.edgestill.api.features.FeatureSchema} may name others; what it
 * does not name is encoded as {@link #OTHER}.
 */
public final class Behaviours {
  public static final String OTHER = "other";
  public static final String VIEW = "view";
  public static final String CART = "cart";
  public static final String FAVOURITE = "favourite";
  public static final String PURCHASE = "purchase";
  public static final String RATING = "rating";

  private Behaviours() {}
}
