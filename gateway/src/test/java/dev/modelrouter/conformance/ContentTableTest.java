package dev.modelrouter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.documentation.Page;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the tables of docs/translation.md to the {@link ContentTable}. */
class ContentTableTest {
  @Test
  void content_ofAnyKind_isNeverLostSilently() throws IOException {
    ContentTable.rows()
        .forEach(
            (caller, rows) ->
                assertThat(rows)
                    .as("from callers of %s", caller)
                    .allSatisfy(row -> assertThat(row).doesNotContain("LOST")));
  }

  @ParameterizedTest
  @CsvSource({
    "openai, ## From OpenAI's chat completions",
    "responses, ## From OpenAI's Responses API",
    "anthropic, ## From Anthropic's Messages API",
    "gemini, ## From Gemini",
    "ollama, ## From Ollama",
  })
  void table_onThePage_isWhatBecomesOfTheContent(String caller, String heading) throws IOException {
    Map<String, List<List<String>>> all = ContentTable.rows();

    assertThat(ContentTable.markdown(Page.read("docs/translation.md").table(heading)))
        .isEqualTo(ContentTable.markdown(all.get(caller)));
  }
}
