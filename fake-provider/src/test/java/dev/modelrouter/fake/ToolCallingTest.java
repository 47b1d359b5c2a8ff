package dev.modelrouter.fake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.RawClient.Seen;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that call tools, in every dialect. */
class ToolCallingTest {
  private static final String ASK = "{\"model\":\"m\",\"stream\":%b}";

  private final FakeProvider provider = FakeProvider.start();

  @BeforeEach
  void script() {
    provider.always(
        Reply.text().calling(new ToolCall("look", "{\"at\":\"sun\"}"), new ToolCall("wait", "{}")));
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "/v1/chat/completions|\"function\":{\"name\":\"look\",\"arguments\":\"{\\\"at\\\":\\\"sun\\\"}\"}|\"finish_reason\":\"tool_calls\"",
        "/v1/messages|\"name\":\"look\",\"input\":{\"at\":\"sun\"}}|\"stop_reason\":\"tool_use\"",
        "/api/chat|{\"function\":{\"index\":0,\"name\":\"look\",\"arguments\":{\"at\":\"sun\"}}},{\"function\":{\"index\":1,\"name\":\"wait\"|\"done_reason\":\"stop\"",
        "/v1beta/models/m:generateContent|{\"functionCall\":{\"name\":\"look\",\"args\":{\"at\":\"sun\"}}},{\"functionCall\":{\"name\":\"wait\"|\"finishReason\":\"STOP\""
      })
  void whole(String route, String call, String end) throws IOException {
    Seen seen = RawClient.ask(provider, route, ASK.formatted(false));

    assertThat(seen.body()).contains(call).contains(end).contains("\"wait\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "/v1/chat/completions|{\"tool_calls\":[{\"index\":1,\"id\":\"call_fake-1_1\"|\"arguments\":\"{\\\"at\"",
        "/v1/messages|\"index\":2,\"content_block\":{\"type\":\"tool_use\",\"id\":\"call_fake-1_1\"|\"partial_json\":\"{\\\"at\"",
        "/api/chat|\"tool_calls\":[{\"function\":{\"index\":1,\"name\":\"wait\",\"arguments\":{}}}]|\"done\":true",
        "/v1beta/models/m:streamGenerateContent|{\"functionCall\":{\"name\":\"wait\",\"args\":{}}}|\"finishReason\":\"STOP\""
      })
  void streamed(String route, String second, String piece) throws IOException {
    Seen seen = RawClient.ask(provider, route, ASK.formatted(true));

    assertThat(seen.body()).contains(second).contains(piece);
  }
}
