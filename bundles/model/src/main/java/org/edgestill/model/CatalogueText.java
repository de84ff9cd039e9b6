package org.edgestill.model;

import java.util.ArrayList;
import java.util.List;

/** How the fields of a catalogue line are written. */
final class CatalogueText {

  /** Of the largest popularity, 2147483647. */
  private static final int MAX_DIGITS = 10;

  private static final int FNV_BASIS = 0x811c9dc5;
  private static final int FNV_PRIME = 0x01000193;

  private CatalogueText() {}

  static String escape(String text) {
    if (text.indexOf('\\') < 0 && text.indexOf('\t') < 0 && text.indexOf('\n') < 0) {
      return text;
    }
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
  }

  static String escapeCategory(String category) {
    return escape(category).replace("|", "\\|");
  }

  static String unescape(String written) {
    if (written.indexOf('\\') < 0) {
      return written;
    }
    StringBuilder text = new StringBuilder(written.length());
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if (c == '\\') {
        c = written.charAt(++i);
        c = c == 't' ? '\t' : c == 'n' ? '\n' : c;
      }
      text.append(c);
    }
    return text.toString();
  }

  static List<String> splitCategories(String written) {
    if (written.isEmpty()) {
      return List.of();
    }
    List<String> categories = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '|') {
        categories.add(unescape(written.substring(start, i)));
        start = i + 1;
      }
    }
    categories.add(unescape(written.substring(start)));
    return List.copyOf(categories);
  }

  /** Whether a backslash and this byte are one of the pairs, so that there is one way to write. */
  static boolean isPair(byte second, boolean category) {
    return second == 't' || second == 'n' || second == '\\' || (category && second == '|');
  }

  /** Whether bytes are a whole number from 0 to 2^31 - 1, written in the shortest way. */
  static boolean isCount(byte[] bytes, int start, int end) {
    int digits = end - start;
    if (digits < 1 || digits > MAX_DIGITS || (bytes[start] == '0' && digits > 1)) {
      return false;
    }
    long count = 0;
    for (int i = start; i < end; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
      count = count * 10 + bytes[i] - '0';
    }
    return count <= Integer.MAX_VALUE;
  }

  /** Whether the bytes of the written form are the characters: ASCII, and nothing to escape. */
  static boolean isWrittenAsItIs(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > '~' || c < ' ' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  /** FNV-1a, mixed so that the low bits depend on all bytes. */
  static int hash(byte[] bytes, int start, int end) {
    int hash = FNV_BASIS;
    for (int i = start; i < end; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * FNV_PRIME;
    }
    return mixed(hash);
  }

  /** The same of the bytes of a text that {@link #isWrittenAsItIs}. */
  static int hash(String text) {
    int hash = FNV_BASIS;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    return mixed(hash);
  }

  private static int mixed(int hash) {
    int folded = (hash ^ hash >>> 16) * 0x85ebca6b;
    return folded ^ folded >>> 13;
  }
}
