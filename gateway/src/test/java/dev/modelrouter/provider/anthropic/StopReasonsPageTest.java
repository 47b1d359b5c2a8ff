package dev.modelrouter.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.documentation.Page;
import dev.modelrouter.provider.FinishReasonTable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds docs/translation-anthropic.md to what becomes of Anthropic's reasons. */
class StopReasonsPageTest {

  @Test
  void reasons_areThoseThatAreRead() {
    List<List<String>> rows =
        Page.read("docs/translation-anthropic.md").table("## Why Anthropic stopped");

    assertThat(rows).hasSize(8);
    for (List<String> row : rows) {
      String word = row.getFirst().replace("`", "");
      FinishReason plain = FinishReasonTable.ANTHROPIC.read(word).reason(false);
      FinishReason calls = FinishReasonTable.ANTHROPIC.read(word).reason(true);
      assertThat(row.get(1))
          .as(word)
          .isEqualTo("`" + plain + "`" + (plain == calls ? "" : ", with calls `" + calls + "`"));
    }
  }
}
