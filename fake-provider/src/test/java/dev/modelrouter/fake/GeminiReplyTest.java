package dev.modelrouter.fake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.RawClient.Seen;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GeminiReplyTest {
  private static final String MODEL = "/v1beta/models/m1";
  private static final String ASK = "{\"contents\":[]}";
  private static final String END = "\"modelVersion\":\"fake-model\",\"responseId\":\"fake-1\"}";

  private final FakeProvider provider = FakeProvider.start();

  @AfterEach
  void stop() {
    provider.close();
  }

  private static String candidate(String text, String finish, int said) {
    return "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\""
        + text
        + "\"}]},\"index\":0"
        + finish
        + "}],\"usageMetadata\":{\"promptTokenCount\":26,\"candidatesTokenCount\":"
        + said
        + ",\"totalTokenCount\":"
        + (26 + said)
        + "},"
        + END;
  }

  @Test
  void stream_isEventsWithCrlf_andHasNoEndMark() throws IOException {
    provider.always(Reply.text("Hel", "lo").usage(26, 2));

    Seen seen = RawClient.ask(provider, MODEL + ":streamGenerateContent?alt=sse", ASK);

    assertThat(seen.head()).contains("Content-Type: text/event-stream\r\n");
    assertThat(seen.body())
        .isEqualTo(
            "data: "
                + candidate("Hel", "", 1)
                + "\r\n\r\ndata: "
                + candidate("lo", "", 1)
                + "\r\n\r\ndata: "
                + candidate("", ",\"finishReason\":\"STOP\"", 2)
                + "\r\n\r\n");
  }

  @Test
  void whole_isOneObject() throws IOException {
    provider.always(Reply.text("Hel", "lo").usage(26, 2).finishReason("length"));

    assertThat(RawClient.ask(provider, MODEL + ":generateContent", ASK).body())
        .isEqualTo(candidate("Hello", ",\"finishReason\":\"MAX_TOKENS\"", 2));
  }

  @Test
  void status_withoutBody_isGooglesError() throws IOException {
    provider.always(Reply.status(429));

    Seen seen = RawClient.ask(provider, MODEL + ":generateContent", ASK);

    assertThat(seen.status()).isEqualTo(429);
    assertThat(seen.body())
        .isEqualTo(
            "{\"error\":{\"code\":429,\"message\":\"The fake provider says 429\","
                + "\"status\":\"RESOURCE_EXHAUSTED\"}}");
  }
}
