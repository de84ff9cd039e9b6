package org.edgestill.gateway.http.internal;

/** What a request needs besides being let in. */
enum Need {
  /** Nothing. */
  NOTHING,
  /** The token, unless it comes from this machine. */
  TOKEN_FROM_OTHERS,
  /** The token, whoever asks: it changes which model serves, or erases something. */
  TOKEN
}
