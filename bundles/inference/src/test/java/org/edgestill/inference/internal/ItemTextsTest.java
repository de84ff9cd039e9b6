package org.edgestill.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.edgestill.model.Catalogue;
import org.edgestill.model.CatalogueWriter;
import org.junit.jupiter.api.Test;

class ItemTextsTest {

  @Test
  void tellsEachItemsOwnAlsoWhenTheyShareAPlace() throws Exception {
    CatalogueWriter writer = new CatalogueWriter();
    int items = 3_000;
    for (int item = 1; item <= items; item++) {
      writer.add("id-" + item, 1, List.of(), "Title " + item);
    }
    ItemTexts texts = new ItemTexts(Catalogue.parse(writer.toBytes()));
    for (int round = 0; round < 2; round++) {
      for (int item = 1; item <= items; item++) {
        assertThat(texts.of(item))
            .isEqualTo(new ItemTexts.Text(item, "id-" + item, "Title " + item));
      }
    }
  }

  @Test
  void decodesAnItemThatComesAgainOnce() throws Exception {
    CatalogueWriter writer = new CatalogueWriter();
    writer.add("a", 1, List.of(), "A");
    ItemTexts texts = new ItemTexts(Catalogue.parse(writer.toBytes()));

    assertThat(texts.of(1)).isSameAs(texts.of(1));
  }
}
