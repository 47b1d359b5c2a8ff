package dev.modelrouter.api.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.documentation.Page;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds docs/translation-responses.md to what is written. */
class ResponsesPageTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Page PAGE = Page.read("docs/translation-responses.md");

  private static ResponsesStreamWriter writer() {
    return new ResponsesStreamWriter("1", 5, () -> 6, "m", GeneratedAnswers.request());
  }

  private static JsonNode last(byte[] stream) {
    String[] events = new String(stream, UTF_8).split("data: ");
    return JSON.readTree(events[events.length - 1]);
  }

  private static String code(JsonNode word) {
    return "`" + word.asString() + "`";
  }

  private static List<String> end(FinishReason finish) {
    ResponsesStreamWriter writer = writer();
    writer.done(finish, null);
    JsonNode event = last(writer.take());
    JsonNode reason = event.at("/response/incomplete_details/reason");
    return List.of(
        "`" + finish + "`",
        code(event.get("type")),
        code(event.at("/response/status")),
        reason.isMissingNode() ? "" : code(reason));
  }

  private static List<String> failure(ErrorCode constant) {
    GatewayError error = GatewayError.of(constant, "m");
    ResponsesStreamWriter writer = writer();
    writer.failed(error);
    return List.of(
        "`" + constant + "`",
        code(last(writer.take()).at("/response/error/code")),
        code(last(ResponsesErrorWriter.event(error, 0)).get("code")));
  }

  @Test
  void ends_areThoseThatAreWritten() {
    assertThat(PAGE.table("## How an answer ends"))
        .containsExactlyElementsOf(
            Stream.of(FinishReason.values()).map(ResponsesPageTest::end).toList());
  }

  @Test
  void errors_areThoseThatAreWritten() {
    assertThat(PAGE.table("## Errors"))
        .containsExactlyElementsOf(
            Stream.of(ErrorCode.values()).map(ResponsesPageTest::failure).toList());
  }
}
