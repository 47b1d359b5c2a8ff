package dev.modelrouter.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ErrorCode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/errors.md to the table in the code. */
class ErrorPageTest {
  private static final int COMPARED = 5;
  private static final int COLUMNS = 7;

  private static List<String> row(ErrorCode code) {
    String effect =
        switch (code.effect()) {
          case NONE -> "none";
          case OPENS_CIRCUIT -> "circuit open";
          case TRY_LARGER_CONTEXT -> "larger";
          case FINAL -> "final";
        };
    return List.of(
        "`" + code.name() + "`",
        "`" + code.wire() + "`",
        Integer.toString(code.status()),
        effect,
        code.retryable() ? "yes" : "no");
  }

  @Test
  void table_rows_areThoseOfTheCodeInItsOrder() {
    List<List<String>> documented = Page.read("docs/errors.md").table("## The table");

    assertThat(documented).allSatisfy(row -> assertThat(row).hasSize(COLUMNS).doesNotContain(""));
    assertThat(documented.stream().map(row -> row.subList(0, COMPARED)))
        .containsExactlyElementsOf(Stream.of(ErrorCode.values()).map(ErrorPageTest::row).toList());
  }
}
