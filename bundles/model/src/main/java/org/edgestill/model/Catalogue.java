package org.edgestill.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.edgestill.api.features.ItemIndex;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.model.io.DurableFiles;

/**
 * The items that a model can recommend: external identifier, popularity, categories and title of
 * item 1 to {@link #size()}.
 *
 * <p>The file is UTF-8 text. Line n (from 1) is item n: {@code id TAB popularity TAB categories TAB
 * title}, each line ended by a newline; categories are separated by {@code |}. In a field, tab,
 * newline and backslash are written {@code \t}, {@code \n} and {@code \\}, in a category also
 * {@code |} as {@code \|}. An empty line is a tombstone: an item that was removed, whose number is
 * never used again.
 *
 * <p>Held as the bytes of the file, one offset an item and one hash table of numbers, so that a
 * million items are a few large arrays. Immutable.
 */
public final class Catalogue implements ItemIndex {

  /** 512 MiB: room for ten million items. */
  public static final int MAX_BYTES = 512 * 1024 * 1024;

  private static final int MAX_ITEMS = 50_000_000;
  private static final int FIELDS = 4;
  private static final int CATEGORIES = 2;
  private static final byte[] NONE = {};

  private final byte[] bytes;

  /** Where the line of item i starts: offsets[i - 1]; one more entry ends the last line. */
  private final int[] offsets;

  /** Open addressing, linear probing: item numbers, 0 is free. The length is a power of two. */
  private final int[] slots;

  private final int live;

  private Catalogue(byte[] bytes) throws ModelRefusedException {
    this.bytes = bytes;
    checkUtf8(bytes);
    this.offsets = lines(bytes);
    this.slots = new int[slotCount(size())];
    int found = 0;
    for (int item = 1; item <= size(); item++) {
      if (!isTombstone(item)) {
        checkLine(item);
        insert(item);
        found++;
      }
    }
    this.live = found;
  }

  /**
   * Reads a catalogue.
   *
   * @throws ModelRefusedException with {@code MALFORMED} or {@code LENGTH_EXCEEDED}
   * @throws IOException if the file can not be read
   */
  public static Catalogue read(Path file) throws IOException, ModelRefusedException {
    return parse(DurableFiles.readBounded(file, MAX_BYTES));
  }

  /**
   * Parses a catalogue.
   *
   * @param bytes the content of the file; kept, so do not change it
   * @throws ModelRefusedException with {@code MALFORMED}, naming the line, or {@code
   *     LENGTH_EXCEEDED}
   */
  public static Catalogue parse(byte[] bytes) throws ModelRefusedException {
    if (bytes.length > MAX_BYTES) {
      throw new ModelRefusedException(
          RefusalCode.LENGTH_EXCEEDED, "catalogue has more than " + MAX_BYTES + " bytes");
    }
    return new Catalogue(bytes);
  }

  @Override
  public int size() {
    return offsets.length - 1;
  }

  /** How many items there are, tombstones not counted. */
  public int liveItems() {
    return live;
  }

  @Override
  public int indexOf(String item) {
    if (item.isEmpty()) {
      return 0;
    }
    // The written form of an identifier is unique, so written forms can be compared. Most
    // identifiers are ASCII and written as they are; then nothing is allocated.
    boolean asItIs = CatalogueText.isWrittenAsItIs(item);
    byte[] key = asItIs ? NONE : CatalogueText.escape(item).getBytes(StandardCharsets.UTF_8);
    int hash = asItIs ? CatalogueText.hash(item) : CatalogueText.hash(key, 0, key.length);
    int mask = slots.length - 1;
    for (int slot = hash & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
      int start = offsets[slots[slot] - 1];
      if (asItIs
          ? isWritten(start, item)
          : Arrays.equals(bytes, start, fieldEnd(start), key, 0, key.length)) {
        return slots[slot];
      }
    }
    return 0;
  }

  /** Whether a field that starts here is this ASCII text. */
  private boolean isWritten(int start, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (bytes[start + i] != text.charAt(i)) {
        return false; // the byte that ends the field is in no such text
      }
    }
    return bytes[start + text.length()] == '\t';
  }

  /**
   * The external identifier of an item.
   *
   * @return empty for a tombstone
   */
  @Override
  public String itemAt(int index) {
    return field(index, 0);
  }

  /** The title of an item; empty if it has none or is a tombstone. */
  public String titleAt(int index) {
    return field(index, 3);
  }

  /** The categories of an item; empty if it has none or is a tombstone. */
  public List<String> categoriesAt(int index) {
    return isTombstone(index)
        ? List.of()
        : CatalogueText.splitCategories(written(index, CATEGORIES));
  }

  /** How often the item occurs in the training data, 0 to 2^31 - 1; 0 for a tombstone. */
  public int popularityAt(int index) {
    return isTombstone(index) ? 0 : Integer.parseInt(written(index, 1));
  }

  /** Whether the item was removed: it is never to be recommended. */
  public boolean isTombstone(int index) {
    checkIndex(index);
    return offsets[index] - offsets[index - 1] == 1;
  }

  /**
   * All item numbers but tombstones, most popular first, equally popular ones by number. Computed
   * at each call.
   */
  public int[] byPopularity() {
    long[] keys = new long[live];
    int n = 0;
    for (int item = 1; item <= size(); item++) {
      if (!isTombstone(item)) {
        keys[n++] = (long) (Integer.MAX_VALUE - popularityAt(item)) << Integer.SIZE | item;
      }
    }
    Arrays.sort(keys);
    int[] items = new int[live];
    for (int i = 0; i < live; i++) {
      items[i] = (int) keys[i];
    }
    return items;
  }

  private String field(int index, int field) {
    return isTombstone(index) ? "" : CatalogueText.unescape(written(index, field));
  }

  /** A field as it stands in the file. */
  private String written(int index, int field) {
    int start = offsets[index - 1];
    for (int i = 0; i < field; i++) {
      start = fieldEnd(start) + 1;
    }
    return new String(bytes, start, fieldEnd(start) - start, StandardCharsets.UTF_8);
  }

  private int fieldEnd(int start) {
    int end = start;
    while (bytes[end] != '\t' && bytes[end] != '\n') {
      end++;
    }
    return end;
  }

  private void checkIndex(int index) {
    if (index < 1 || index > size()) {
      throw new IndexOutOfBoundsException("item numbers are 1 to " + size() + ", not " + index);
    }
  }

  /** In one pass and without objects, because a gateway checks all lines at each start. */
  private void checkLine(int item) throws ModelRefusedException {
    int field = 0;
    int start = offsets[item - 1];
    for (int i = start; ; i++) {
      byte b = bytes[i];
      if (b == '\t' || b == '\n') {
        if (field == 0 && i == start) {
          throw malformed(item, "the identifier is empty");
        }
        if (field == 1 && !CatalogueText.isCount(bytes, start, i)) {
          throw malformed(item, "the popularity is not a whole number from 0 to 2147483647");
        }
        if (b == '\n') {
          break;
        }
        field++;
        start = i + 1;
      } else if (b == '\r') {
        throw malformed(item, "it holds a carriage return");
      } else if (b == '\\' && !CatalogueText.isPair(bytes[++i], field == CATEGORIES)) {
        throw malformed(item, "a backslash stands before something other than t, n or backslash");
      }
    }
    if (field != FIELDS - 1) {
      throw malformed(item, "it has " + (field + 1) + " fields, not " + FIELDS);
    }
  }

  private void insert(int item) throws ModelRefusedException {
    int start = offsets[item - 1];
    int end = fieldEnd(start);
    int mask = slots.length - 1;
    int slot = CatalogueText.hash(bytes, start, end) & mask;
    for (; slots[slot] != 0; slot = (slot + 1) & mask) {
      int other = offsets[slots[slot] - 1];
      if (Arrays.equals(bytes, other, fieldEnd(other), bytes, start, end)) {
        throw malformed(item, "the identifier is that of line " + slots[slot]);
      }
    }
    slots[slot] = item;
  }

  private static int[] lines(byte[] bytes) throws ModelRefusedException {
    if (bytes.length > 0 && bytes[bytes.length - 1] != '\n') {
      throw new ModelRefusedException(
          RefusalCode.MALFORMED, "catalogue: the last line does not end with a newline");
    }
    int count = 0;
    for (byte b : bytes) {
      if (b == '\n') {
        count++;
      }
    }
    if (count > MAX_ITEMS) {
      throw new ModelRefusedException(
          RefusalCode.LENGTH_EXCEEDED, "catalogue has more than " + MAX_ITEMS + " lines");
    }
    int[] offsets = new int[count + 1];
    int line = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        offsets[++line] = i + 1;
      }
    }
    return offsets;
  }

  /** At least twice as many slots as items keeps probing short. */
  private static int slotCount(int items) {
    return Integer.highestOneBit(Math.max(items, 1)) * 4;
  }

  /** In pieces, because decoding all of it at once would take three times its size. */
  private static void checkUtf8(byte[] bytes) throws ModelRefusedException {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    int start = 0;
    int line = 1;
    boolean ascii = true;
    try {
      for (int i = 0; i < bytes.length; i++) {
        ascii &= bytes[i] >= 0;
        if (bytes[i] == '\n') {
          // A newline byte is never inside a character.
          if (!ascii) {
            decoder.decode(ByteBuffer.wrap(bytes, start, i - start));
          }
          start = i + 1;
          line++;
          ascii = true;
        }
      }
    } catch (CharacterCodingException e) {
      throw malformed(line, "it is not UTF-8");
    }
  }

  private static ModelRefusedException malformed(int line, String why) {
    return new ModelRefusedException(RefusalCode.MALFORMED, "catalogue, line " + line + ": " + why);
  }
}
