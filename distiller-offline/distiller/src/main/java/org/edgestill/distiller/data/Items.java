package org.edgestill.distiller.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.edgestill.api.features.ItemIndex;
import org.edgestill.model.CatalogueWriter;

/**
 * The items of a data set: number, external identifier, title, categories, and how often each
 * occurs in the training events. Immutable.
 */
public final class Items implements ItemIndex {

  /**
   * One item.
   *
   * @param id the external identifier
   * @param title empty if it has none
   * @param categories empty if it has none
   * @param popularity in how many training events it occurs
   */
  public record Item(String id, String title, List<String> categories, int popularity) {
    public Item {
      categories = List.copyOf(categories);
    }
  }

  private final List<Item> items;
  private final Map<String, Integer> numbers;

  /**
   * A table of items.
   *
   * @param items the item at position i gets number i + 1
   * @throws IllegalArgumentException if an identifier is there twice
   */
  public Items(List<Item> items) {
    this.items = List.copyOf(items);
    this.numbers = new HashMap<>(items.size() * 2);
    for (int i = 0; i < items.size(); i++) {
      if (numbers.put(items.get(i).id(), i + 1) != null) {
        throw new IllegalArgumentException("item '" + items.get(i).id() + "' is there twice");
      }
    }
  }

  /**
   * The item with a number.
   *
   * @throws IndexOutOfBoundsException if the number is not in 1 to {@link #size()}
   */
  public Item get(int number) {
    return items.get(Objects.checkIndex(number - 1, items.size()));
  }

  @Override
  public int indexOf(String item) {
    return numbers.getOrDefault(item, 0);
  }

  @Override
  public String itemAt(int index) {
    return get(index).id();
  }

  @Override
  public int size() {
    return items.size();
  }

  /**
   * The same items with other counts.
   *
   * @param counts indexed by item number
   */
  Items withPopularity(int[] counts) {
    return new Items(
        IntStream.rangeClosed(1, items.size())
            .mapToObj(
                number -> {
                  Item item = get(number);
                  return new Item(item.id(), item.title(), item.categories(), counts[number]);
                })
            .toList());
  }

  /** Writes them as the catalogue of a model package. */
  public void writeCatalogue(Path file) throws IOException {
    CatalogueWriter catalogue = new CatalogueWriter();
    for (Item item : items) {
      catalogue.add(item.id(), item.popularity(), item.categories(), item.title());
    }
    catalogue.write(file);
  }

  /** Training events of each item, indexed by item number; [0] is 0. Length V + 1. */
  public int[] popularity() {
    int[] counts = new int[items.size() + 1];
    Arrays.setAll(counts, i -> i == 0 ? 0 : items.get(i - 1).popularity());
    return counts;
  }
}
