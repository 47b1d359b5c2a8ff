package dev.modelrouter.fake;

import static dev.modelrouter.fake.RawClient.ASK;
import static dev.modelrouter.fake.RawClient.OLLAMA;
import static dev.modelrouter.fake.RawClient.STREAM;
import static dev.modelrouter.fake.RawClient.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.RawClient.Seen;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OllamaAnswerTest {

  private static final String LINE =
      "{\"model\":\"m1\",\"created_at\":\"2026-11-01T10:00:00.123456789Z\","
          + "\"message\":{\"role\":\"assistant\",\"content\":\"%s\"},";
  private static final String END =
      "\"done\":true,\"done_reason\":\"stop\",\"total_duration\":4935886791,"
          + "\"load_duration\":534986708,\"prompt_eval_count\":26,"
          + "\"prompt_eval_duration\":107345000,\"eval_count\":2,\"eval_duration\":4289432000}";

  private final FakeProvider provider = FakeProvider.start();

  @AfterEach
  void stop() {
    provider.close();
  }

  @Test
  void answer_withoutStreamField_isStreamedLines() throws IOException {
    provider.always(Reply.text("Hel", "lo").usage(26, 2));
    Seen seen = RawClient.ask(provider, OLLAMA, ASK + "}");
    assertThat(seen.head()).contains("Content-Type: application/x-ndjson\r\n");
    assertThat(seen.isWhole()).isTrue();
    assertThat(seen.body())
        .isEqualTo(
            LINE.formatted("Hel")
                + "\"done\":false}\n"
                + LINE.formatted("lo")
                + "\"done\":false}\n"
                + LINE.formatted("")
                + END
                + "\n");
  }

  @Test
  void answer_askedWhole_isOneObject() throws IOException {
    provider.always(Reply.text("Hel", "lo").usage(26, 2));
    Seen seen = RawClient.ask(provider, OLLAMA, WHOLE);
    assertThat(seen.head()).contains("Content-Type: application/json; charset=utf-8\r\n");
    assertThat(seen.body()).isEqualTo(LINE.formatted("Hello") + END);
  }

  @Test
  void counters_ofZero_areLeftOut() throws IOException {
    provider.always(Reply.text("a").usage(0, 1));
    assertThat(RawClient.ask(provider, OLLAMA, WHOLE).body())
        .doesNotContain("prompt_eval_count")
        .contains("\"eval_count\":1");
  }

  @Test
  void status_withoutBody_isOllamasError() throws IOException {
    provider.always(Reply.status(503));
    Seen seen = RawClient.ask(provider, OLLAMA, STREAM);
    assertThat(seen.status()).isEqualTo(503);
    assertThat(seen.body()).isEqualTo("{\"error\":\"The fake provider says 503\"}");
  }

  @Test
  void stream_withErrorAfterOne_endsWithErrorLine() throws IOException {
    provider.always(Reply.text("a", "b").errorAfter(1));
    Seen seen = RawClient.ask(provider, OLLAMA, STREAM);
    assertThat(seen.isWhole()).isTrue();
    assertThat(seen.body())
        .isEqualTo(
            LINE.formatted("a")
                + "\"done\":false}\n{\"error\":\"The fake provider failed in mid-stream\"}\n");
  }

  @Test
  void stream_withoutEndMark_hasNoDoneLine() throws IOException {
    provider.always(Reply.text("a").withoutEndMark());
    Seen seen = RawClient.ask(provider, OLLAMA, STREAM);
    assertThat(seen.isWhole()).isTrue();
    assertThat(seen.body()).isEqualTo(LINE.formatted("a") + "\"done\":false}\n");
  }
}
