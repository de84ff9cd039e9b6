package org.edgestill.distiller.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Title and categories of an item, from a side file. */
record ItemDetails(String title, List<String> categories) {

  static final ItemDetails NONE = new ItemDetails("", List.of());

  ItemDetails {
    categories = List.copyOf(categories);
  }

  /**
   * Reads the side file, if there is one.
   *
   * @param folder what its path is relative to
   * @return by external identifier
   */
  static Map<String, ItemDetails> read(ItemsSource source, Path folder) {
    Map<String, ItemDetails> details = new HashMap<>();
    if (source.file() == null) {
      return details;
    }
    List<String> columns = new ArrayList<>(List.of(source.id()));
    int title = position(columns, source.title());
    int categories = position(columns, source.categories());
    Pattern separator = Pattern.compile(Pattern.quote(source.categorySeparator()));
    CsvTable table =
        new CsvTable(folder.resolve(source.file()), source.delimiter(), source.header());
    table.read(
        columns,
        row ->
            details.put(
                row.get(0),
                new ItemDetails(
                    title < 0 ? "" : row.get(title).strip(),
                    categories < 0 ? List.of() : split(separator, row.get(categories)))));
    return details;
  }

  private static int position(List<String> columns, @Nullable String column) {
    if (column == null) {
      return -1;
    }
    columns.add(column);
    return columns.size() - 1;
  }

  private static List<String> split(Pattern separator, String text) {
    return Arrays.stream(separator.split(text))
        .map(String::strip)
        .filter(category -> !category.isEmpty())
        .toList();
  }
}
