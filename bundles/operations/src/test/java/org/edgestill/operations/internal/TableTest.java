package org.edgestill.operations.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void textIsAlignedLeftAndNumbersRight() {
    Table table = new Table("model", "release").row("films", 7).row("books-of-all-kinds", 12);

    assertThat(table.toString().lines())
        .containsExactly(
            "model               release", //
            "films                     7",
            "books-of-all-kinds       12");
  }

  @Test
  void withoutRowsOnlyTheHeadingsAreShown() {
    assertThat(new Table("broker", "connected").toString()).isEqualTo("broker  connected");
  }
}
