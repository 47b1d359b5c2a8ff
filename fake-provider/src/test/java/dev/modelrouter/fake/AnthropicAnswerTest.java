package dev.modelrouter.fake;

import static dev.modelrouter.fake.RawClient.ASK;
import static dev.modelrouter.fake.RawClient.STREAM;
import static dev.modelrouter.fake.RawClient.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.RawClient.Seen;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnthropicAnswerTest {
  private static final String MESSAGES = "/v1/messages?beta=true";
  private static final String USAGE =
      "\"usage\":{\"input_tokens\":26,\"cache_creation_input_tokens\":0,"
          + "\"cache_read_input_tokens\":0,\"output_tokens\":%d}}";
  private static final String MESSAGE =
      "{\"id\":\"msg_fake-1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m1\",";

  private final FakeProvider provider = FakeProvider.start();

  @AfterEach
  void stop() {
    provider.close();
  }

  @Test
  void answer_withoutStreamField_isOneMessage() throws IOException {
    provider.always(Reply.text("Hel", "lo").usage(26, 2));

    Seen seen = RawClient.ask(provider, MESSAGES, ASK + "}");

    assertThat(seen.head()).contains("Content-Type: application/json\r\n");
    assertThat(seen.body())
        .isEqualTo(
            MESSAGE
                + "\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}],"
                + "\"stop_reason\":\"end_turn\",\"stop_sequence\":null,"
                + USAGE.formatted(2));
  }

  @Test
  void count_isOfThePromptsTokens() throws IOException {
    provider.always(Reply.text("Hel", "lo").usage(26, 2));

    Seen seen = RawClient.ask(provider, "/v1/messages/count_tokens?beta=true", ASK + "}");

    assertThat(seen.body()).isEqualTo("{\"input_tokens\":26}");
  }

  @Test
  void answer_askedStreamed_isNamedEvents() throws IOException {
    provider.always(Reply.text("Hel", "lo").usage(26, 2).finishReason("length"));

    Seen seen = RawClient.ask(provider, MESSAGES, STREAM);

    assertThat(seen.head()).contains("Content-Type: text/event-stream; charset=utf-8\r\n");
    assertThat(seen.body())
        .isEqualTo(
            """
            event: message_start
            data: {"type":"message_start","message":%s"content":[],"stop_reason":null,\
            "stop_sequence":null,%s}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: ping
            data: {"type":"ping"}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"lo"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"max_tokens","stop_sequence":null},\
            "usage":{"output_tokens":2}}

            event: message_stop
            data: {"type":"message_stop"}

            """
                .formatted(MESSAGE, USAGE.formatted(1)));
  }

  @Test
  void errors_haveAnthropicsTypes() throws IOException {
    provider.script(Reply.status(529), Reply.text("a", "b").errorAfter(1));

    assertThat(RawClient.ask(provider, MESSAGES, WHOLE).body())
        .isEqualTo(
            "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
                + "\"message\":\"The fake provider says 529\"}}");
    assertThat(RawClient.ask(provider, MESSAGES, STREAM).body())
        .endsWith(
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\","
                + "\"message\":\"The fake provider failed in mid-stream\"}}\n\n");
  }
}
