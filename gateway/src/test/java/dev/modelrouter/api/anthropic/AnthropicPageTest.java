package dev.modelrouter.api.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.documentation.Page;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Holds docs/translation-anthropic.md to what callers are told. */
class AnthropicPageTest {
  private static final Page PAGE = Page.read("docs/translation-anthropic.md");

  @Test
  void ends_areThoseThatAreWritten() {
    assertThat(PAGE.table("## How an answer ends"))
        .containsExactlyElementsOf(
            Stream.of(FinishReason.values())
                .map(finish -> List.of("`" + finish + "`", "`" + StopReasonWriter.of(finish) + "`"))
                .toList());
  }

  @Test
  void errors_areThoseThatAreWritten() {
    assertThat(PAGE.table("## Errors"))
        .containsExactlyElementsOf(
            Stream.of(ErrorCode.values()).map(AnthropicPageTest::error).toList());
  }

  private static List<String> error(ErrorCode code) {
    GatewayError error = GatewayError.of(code, "m");
    String type =
        JsonMapper.shared()
            .readTree(AnthropicErrorWriter.body(error, "r", null))
            .at("/error/type")
            .asString();
    return List.of(
        "`" + code + "`", Integer.toString(AnthropicErrorWriter.status(error)), "`" + type + "`");
  }
}
