package dev.modelrouter.api.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.documentation.Page;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Holds docs/translation-ollama.md to what callers are told. */
class OllamaPageTest {
  private static final Page PAGE = Page.read("docs/translation-ollama.md");

  @Test
  void ends_areThoseThatAreWritten() {
    assertThat(PAGE.table("## How an answer ends"))
        .containsExactlyElementsOf(
            Stream.of(FinishReason.values())
                .map(finish -> List.of("`" + finish + "`", "`" + end(finish) + "`"))
                .toList());
  }

  private static String end(FinishReason finish) {
    OllamaStreamWriter writer =
        new OllamaStreamWriter(OllamaEndpoint.CHAT, "m", () -> Instant.EPOCH, () -> 5);
    writer.done(new CompletionSummary("p", "m", null, Map.of(), finish));
    return JsonMapper.shared().readTree(writer.take()).path("done_reason").asString();
  }

  @Test
  void errors_areThoseThatAreWritten() {
    assertThat(PAGE.table("## Errors"))
        .containsExactlyElementsOf(
            Stream.of(ErrorCode.values())
                .map(
                    code ->
                        List.of(
                            "`" + code + "`",
                            Integer.toString(OllamaErrorWriter.status(GatewayError.of(code, "m")))))
                .toList());
  }
}
