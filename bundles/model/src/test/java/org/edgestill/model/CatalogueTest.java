package org.edgestill.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.edgestill.model.Refusals.assertRefused;

import java.util.List;
import org.edgestill.api.model.RefusalCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueTest {

  @Test
  void theFileIsOneLineAnItem() {
    CatalogueWriter writer = new CatalogueWriter();
    writer.add("m1", 12, List.of("Drama", "Crime"), "Heat (1995)");
    writer.tombstone();
    writer.add("a\tb", 0, List.of("x|y", "z\\"), "two\nlines");

    assertThat(writer.toBytes())
        .asString(UTF_8)
        .isEqualTo("m1\t12\tDrama|Crime\tHeat (1995)\n\na\\tb\t0\tx\\|y|z\\\\\ttwo\\nlines\n");
  }

  @Test
  void everyFieldIsReadAsItWasWritten() throws Exception {
    CatalogueWriter writer = new CatalogueWriter();
    assertThat(writer.add("m1", 12, List.of("Drama", "Crime"), "Heat")).isEqualTo(1);
    assertThat(writer.tombstone()).isEqualTo(2);
    assertThat(writer.add("a\tb\\n", 0, List.of("x|y", "z\\"), "two\nlines 愛 🎬")).isEqualTo(3);
    assertThat(writer.add("untitled", Integer.MAX_VALUE, List.of(), "")).isEqualTo(4);

    Catalogue catalogue = Catalogue.parse(writer.toBytes());

    assertThat(catalogue.size()).isEqualTo(4);
    assertThat(catalogue.liveItems()).isEqualTo(3);
    assertThat(catalogue.itemAt(3)).isEqualTo("a\tb\\n");
    assertThat(catalogue.indexOf("a\tb\\n")).isEqualTo(3);
    assertThat(catalogue.categoriesAt(1)).containsExactly("Drama", "Crime");
    assertThat(catalogue.categoriesAt(3)).containsExactly("x|y", "z\\");
    assertThat(catalogue.categoriesAt(4)).isEmpty();
    assertThat(catalogue.titleAt(3)).isEqualTo("two\nlines 愛 🎬");
    assertThat(catalogue.titleAt(4)).isEmpty();
    assertThat(catalogue.popularityAt(4)).isEqualTo(Integer.MAX_VALUE);
    assertThat(catalogue.indexOf("unknown")).isZero();
    assertThat(catalogue.indexOf("")).isZero();
  }

  @Test
  void aTombstoneKeepsItsNumberAndIsNeverPopular() throws Exception {
    CatalogueWriter writer = new CatalogueWriter();
    writer.add("a", 5, List.of(), "");
    writer.tombstone();
    writer.add("c", 9, List.of(), "");
    writer.add("d", 5, List.of(), "");

    Catalogue catalogue = Catalogue.parse(writer.toBytes());

    assertThat(catalogue.byPopularity()).containsExactly(3, 1, 4);
    assertThat(catalogue.isTombstone(2)).isTrue();
    assertThat(catalogue.itemAt(2)).isEmpty();
    assertThat(catalogue.popularityAt(2)).isZero();
    assertThat(catalogue.categoriesAt(2)).isEmpty();
    assertThatThrownBy(() -> catalogue.itemAt(0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> catalogue.titleAt(5)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void anEmptyCatalogueKnowsNothing() throws Exception {
    Catalogue catalogue = Catalogue.parse(new byte[0]);

    assertThat(catalogue.size()).isZero();
    assertThat(catalogue.indexOf("a")).isZero();
    assertThat(catalogue.byPopularity()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "ab", "ab ", "a\\b", "a\tb", "\u00e4b", "a\u007f", "\ud83d\ude00"})
  void anIdentifierIsFoundHoweverItIsWritten(String item) throws Exception {
    CatalogueWriter writer = new CatalogueWriter();
    writer.add("other", 1, List.of(), "");
    writer.add(item, 2, List.of(), "");
    Catalogue catalogue = Catalogue.parse(writer.toBytes());

    assertThat(catalogue.indexOf(item)).isEqualTo(2);
    assertThat(catalogue.itemAt(2)).isEqualTo(item);
    assertThat(catalogue.indexOf(item + "c")).isZero();
    assertThat(catalogue.indexOf("othe")).isZero();
  }

  @Test
  void everyOneOfAHundredThousandItemsIsFound() throws Exception {
    CatalogueWriter writer = new CatalogueWriter();
    for (int i = 1; i <= 100_000; i++) {
      writer.add("item-" + i, i, List.of(), "");
    }
    Catalogue catalogue = Catalogue.parse(writer.toBytes());

    for (int i = 1; i <= 100_000; i++) {
      assertThat(catalogue.indexOf("item-" + i)).isEqualTo(i);
    }
    assertThat(catalogue.indexOf("item-0")).isZero();
    assertThat(catalogue.byPopularity()).startsWith(100_000, 99_999).endsWith(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\t1\t\ttitle",
        "a\t1\ttitle\n",
        "a\t1\t\ttitle\tmore\n",
        "\t1\t\ttitle\n",
        "a\t-1\t\ttitle\n",
        "a\t01\t\ttitle\n",
        "a\t2147483648\t\ttitle\n",
        "a\tmany\t\ttitle\n",
        "a\\x\t1\t\ttitle\n",
        "a\t1\t\ttitle\\\n",
        "a\\|\t1\t\ttitle\n",
        "a\t1\t\ttitle\r\n",
        "a\t1\t\tx\na\t2\t\ty\n",
      })
  void aCatalogueThatBreaksTheFormatIsMalformed(String text) {
    assertRefused(RefusalCode.MALFORMED, () -> Catalogue.parse(text.getBytes(UTF_8)))
        .hasMessageStartingWith("catalogue");
  }

  @Test
  void aCatalogueThatIsNotUtf8IsMalformed() {
    byte[] latin1 = {'a', '\t', '1', '\t', '\t', (byte) 0xe9, '\n'};
    assertRefused(RefusalCode.MALFORMED, () -> Catalogue.parse(latin1))
        .hasMessage("catalogue, line 1: it is not UTF-8");
  }
}
