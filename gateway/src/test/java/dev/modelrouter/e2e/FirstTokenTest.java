package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a provider says before its answer is no first text, in whatever dialect it says it. */
class FirstTokenTest {
  private static final Duration NEVER = Duration.ofSeconds(20);

  /** What each says at once, and then nothing. */
  enum Preamble {
    /** OpenAI's words, of one without a Responses API. */
    DEEPSEEK(
        """
        : OPENROUTER PROCESSING

        data: {"id":"1","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}

        data: {"id":"1","model":"m","choices":[{"index":0,"delta":{}}]}

        data: {"id":"1","model":"m","choices":[]}

        """),
    ANTHROPIC(
        """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"usage":{"input_tokens":3,"output_tokens":1}}}

        event: ping
        data: {"type":"ping"}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        """),
    GEMINI(
        """
        data: {"candidates":[{"content":{"role":"model","parts":[{"text":""}]},"index":0}],"modelVersion":"m"}

        data: {"candidates":[{"content":{"role":"model"},"index":0}],"modelVersion":"m"}

        """),
    OLLAMA(
        """
        {"model":"m","created_at":"2026-11-29T10:00:00Z","message":{"role":"assistant","content":""},"done":false}
        """);

    private final String said;

    Preamble(String said) {
      this.said = said;
    }

    Reply reply() {
      return Reply.rawStream(said + "late", said.length()).betweenPieces(NEVER);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoOnlyClearsItsThroat_isLeftForAnother_whateverTheCallerSpeaks(Preamble preamble) {
    String id = preamble.name().toLowerCase(Locale.ROOT);
    try (FakeProvider slow = FakeProvider.start();
        FakeProvider other = FakeProvider.start();
        GatewayUnderTest gateway =
            GatewayUnderTest.with()
                .set(preamble.name() + "_API_KEY", "operators-key")
                .set(preamble.name() + "_BASE_URL", slow.baseUrl())
                .set("MISTRAL_API_KEY", "operators-key")
                .set("MISTRAL_BASE_URL", other.baseUrl())
                .set("PROVIDER_ORDER", id + ",mistral")
                .set("FIRST_CHUNK_TIMEOUT", "0.3")
                .set("BACKOFF_BASE_SECONDS", "0.01")
                .set("BACKOFF_MAX_SECONDS", "0.01")
                .start()) {
      slow.always(preamble.reply());
      other.always(Reply.text("the", " other"));
      int asked = 0;
      for (StreamDialect streamDialect : StreamDialect.values()) {
        eventually("it is asked again", () -> gateway.get("/health").body().contains(well(id)));

        String stream = streamDialect.ask(gateway, "");

        assertThat(streamDialect.text(stream))
            .as(streamDialect + ": " + stream)
            .isEqualTo("the other");
        assertThat(slow.chatRequests()).as(streamDialect.name()).hasSize(++asked);
      }
      CallOutcome callOutcome = ClientApi.COMPLETION_STREAM.ask(gateway, null);
      assertThat(callOutcome.text()).as(callOutcome.body()).isEqualTo("the other");
      eventually("nothing runs", () -> slow.openRequests() + other.openRequests() == 0);
    }
  }

  private static String well(String id) {
    return "\"" + id + "\":\"available\"";
  }
}
