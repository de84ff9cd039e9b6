package org.edgestill.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.edgestill.model.io.DurableFiles;

/** Writes a {@link Catalogue}, item by item. Not thread-safe. */
public final class CatalogueWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int items;

  /**
   * Appends an item.
   *
   * @param id not empty, without carriage return, different from every other
   * @param popularity how often it occurs in the training data, at least 0
   * @param categories none of them empty
   * @param title may be empty
   * @return its number
   * @throws IllegalArgumentException if the identifier, the popularity or a category is not allowed
   */
  public int add(String id, int popularity, List<String> categories, String title) {
    if (id.isEmpty() || id.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("an item needs an identifier without carriage return");
    }
    if (popularity < 0) {
      throw new IllegalArgumentException("popularity must not be negative: " + popularity);
    }
    if (categories.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("a category must not be empty");
    }
    String line =
        CatalogueText.escape(id)
            + '\t'
            + popularity
            + '\t'
            + categories.stream()
                .map(category -> CatalogueText.escapeCategory(flat(category)))
                .collect(Collectors.joining("|"))
            + '\t'
            + CatalogueText.escape(flat(title))
            + '\n';
    out.writeBytes(line.getBytes(StandardCharsets.UTF_8));
    return ++items;
  }

  /**
   * Appends the place of an item that was removed.
   *
   * @return its number
   */
  public int tombstone() {
    out.write('\n');
    return ++items;
  }

  /** The content of the file. */
  public byte[] toBytes() {
    return out.toByteArray();
  }

  /** Writes or replaces the file. */
  public void write(Path file) throws IOException {
    DurableFiles.write(file, toBytes());
  }

  /** Texts for people lose their carriage returns, which the format does not have. */
  private static String flat(String text) {
    return text.replace('\r', ' ');
  }
}
