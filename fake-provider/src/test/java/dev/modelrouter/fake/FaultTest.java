package dev.modelrouter.fake;

import static dev.modelrouter.fake.RawClient.OLLAMA;
import static dev.modelrouter.fake.RawClient.OPENAI;
import static dev.modelrouter.fake.RawClient.STREAM;
import static dev.modelrouter.fake.RawClient.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.RawClient.End;
import dev.modelrouter.fake.RawClient.Seen;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {

  private static final Answer ABC = Reply.text("a", "b", "c");

  private final FakeProvider provider = FakeProvider.start();

  @AfterEach
  void stop() {
    provider.close();
  }

  @Test
  void status_withHeader_hasHeaderAndOpenAiError() throws IOException {
    provider.always(Reply.status(429).header("Retry-After", "2"));
    Seen seen = RawClient.ask(provider, OPENAI, STREAM);
    assertThat(seen.status()).isEqualTo(429);
    assertThat(seen.head()).contains("Retry-After: 2\r\n", "Content-Type: application/json\r\n");
    assertThat(seen.body())
        .isEqualTo(
            "{\"error\":{\"message\":\"The fake provider says 429\",\"type\":\"rate_limit_error\","
                + "\"param\":null,\"code\":\"rate_limit_exceeded\"}}");
  }

  @Test
  void error_withCode_saysIt() throws IOException {
    provider.always(Reply.error(400, "context_length_exceeded", "too long"));
    assertThat(RawClient.ask(provider, OPENAI, WHOLE).body())
        .isEqualTo(
            "{\"error\":{\"message\":\"too long\",\"type\":\"invalid_request_error\","
                + "\"param\":null,\"code\":\"context_length_exceeded\"}}");
  }

  @Test
  void goodStatus_withBadBody_isSentAsIs() throws IOException {
    provider.script(Reply.html(), Reply.garbage(), Reply.empty(), Reply.garbageEvents());
    Seen html = RawClient.ask(provider, OPENAI, STREAM);
    assertThat(html.status()).isEqualTo(200);
    assertThat(html.head()).contains("text/html");
    assertThat(html.body()).contains("<html>");
    assertThat(RawClient.ask(provider, OPENAI, WHOLE).body()).startsWith("}{");
    Seen empty = RawClient.ask(provider, OPENAI, WHOLE);
    assertThat(empty.status()).isEqualTo(200);
    assertThat(empty.body()).isEmpty();
    Seen events = RawClient.ask(provider, OPENAI, STREAM);
    assertThat(events.head()).contains("text/event-stream");
    assertThat(events.body()).startsWith("data: what\n\n");
  }

  @Test
  void wireBytes_areAllThatIsSent() throws IOException {
    provider.always(Reply.wireBytes(new byte[] {'S', 'S', 'H', '-', '2'}));
    assertThat(askToEnd(OPENAI, STREAM)).isEqualTo(new Seen("SSH-2", End.FIN));
  }

  @ParameterizedTest
  @ValueSource(strings = {OPENAI, OLLAMA})
  void replies_withoutHead_endAsNamed(String path) throws IOException {
    provider.script(Reply.resetBeforeHead(), Reply.closeBeforeHead(), Reply.hang());
    assertThat(askToEnd(path, STREAM)).isEqualTo(new Seen("", End.RESET));
    assertThat(askToEnd(path, STREAM)).isEqualTo(new Seen("", End.FIN));
    assertThat(RawClient.askAndListen(provider, path, STREAM, ""))
        .isEqualTo(new Seen("", End.SILENT));
    assertThat(Eventually.within(5000, () -> provider.chatRequests().size() == 3)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {STREAM, WHOLE})
  void headThenSilence_isOnlyAHead(String ask) throws IOException {
    provider.always(Reply.headThenStall());
    Seen seen = RawClient.askAndListen(provider, OPENAI, ask, "\r\n\r\n");
    assertThat(seen.status()).isEqualTo(200);
    assertThat(seen.rawBody()).isEmpty();
    assertThat(seen.end()).isEqualTo(End.SILENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {OPENAI, OLLAMA})
  void stream_resetAfterTwo_hasTwoTokens(String path) throws IOException {
    provider.always(ABC.resetAfter(2));
    Seen seen = askToEnd(path, STREAM);
    assertThat(seen.end()).isEqualTo(End.RESET);
    assertTwoTokens(seen);
  }

  @ParameterizedTest
  @ValueSource(strings = {OPENAI, OLLAMA})
  void stream_endedAfterTwo_isWholeHttpButNoWholeAnswer(String path) throws IOException {
    provider.always(ABC.endAfter(2));
    Seen seen = RawClient.ask(provider, path, STREAM);
    assertThat(seen.isWhole()).isTrue();
    assertTwoTokens(seen);
  }

  @ParameterizedTest
  @ValueSource(strings = {OPENAI, OLLAMA})
  void stream_cutAfterTwo_endsInsideAChunk(String path) throws IOException {
    provider.always(ABC.cutAfter(2));
    Seen seen = askToEnd(path, STREAM);
    assertThat(seen.end()).isEqualTo(End.FIN);
    assertThat(seen.isWhole()).isFalse();
    assertThat(seen.text()).doesNotEndWith("\n");
    assertTwoTokens(seen);
  }

  @ParameterizedTest
  @ValueSource(strings = {OPENAI, OLLAMA})
  void stream_stalledAfterTwo_isSilent(String path) throws IOException {
    provider.always(ABC.stallAfter(2));
    Seen seen = RawClient.askAndListen(provider, path, STREAM, "\"b\"");
    assertThat(seen.end()).isEqualTo(End.SILENT);
    assertTwoTokens(seen);
  }

  @Test
  void stream_stalledAfterNone_hasTheRoleOnly() throws IOException {
    provider.always(ABC.stallAfter(0));
    Seen seen = RawClient.askAndListen(provider, OPENAI, STREAM, "role");
    assertThat(seen.end()).isEqualTo(End.SILENT);
    assertThat(seen.body().lines().filter(line -> line.startsWith("data:"))).hasSize(1);
    assertThat(seen.body()).contains("\"role\":\"assistant\"");
  }

  @Test
  void stream_withErrorAfterTwo_endsWithErrorEvent() throws IOException {
    provider.always(ABC.errorAfter(2, "boom", "it broke"));
    Seen seen = RawClient.ask(provider, OPENAI, STREAM);
    assertThat(seen.isWhole()).isTrue();
    assertTwoTokens(seen);
    assertThat(seen.body())
        .endsWith(
            "data: {\"error\":{\"message\":\"it broke\",\"type\":\"server_error\","
                + "\"param\":null,\"code\":\"boom\"}}\n\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {OPENAI, OLLAMA})
  void stream_withBrokenEvent_hasAllTheOthers(String path) throws IOException {
    provider.always(ABC.brokenEventAfter(1));
    Seen seen = RawClient.ask(provider, path, STREAM);
    assertThat(seen.isWhole()).isTrue();
    assertThat(seen.body()).containsSubsequence("\"a\"", "[{\"del\n", "\"b\"", "\"c\"", "\"stop\"");
  }

  @Test
  void stream_withBrokenEventAfterAll_hasItBeforeTheFinish() throws IOException {
    provider.always(ABC.brokenEventAfter(3));
    assertThat(RawClient.ask(provider, OPENAI, STREAM).body())
        .containsSubsequence("\"c\"", "[{\"del\n", "\"stop\"", "[DONE]");
  }

  @Test
  void stream_withoutEndMark_endsAfterTheFinishReason() throws IOException {
    provider.script(ABC.withoutEndMark(), ABC.withoutEndMarkLeftOpen());
    Seen closed = RawClient.ask(provider, OPENAI, STREAM);
    Seen open = RawClient.askAndListen(provider, OPENAI, STREAM, "\"stop\"");
    assertThat(closed.isWhole()).isTrue();
    assertThat(open.isWhole()).isFalse();
    assertThat(open.end()).isEqualTo(End.SILENT);
    assertThat(closed.body()).contains("\"stop\"").doesNotContain("DONE");
    assertThat(open.body()).contains("\"stop\"").doesNotContain("DONE");
  }

  @Test
  void whole_withFaultAfterTwo_breaksInsideTheBody() throws IOException {
    provider.script(ABC.resetAfter(2), ABC.cutAfter(2), ABC.stallAfter(2), ABC.endAfter(2));
    Seen reset = askToEnd(OPENAI, WHOLE);
    Seen cut = askToEnd(OPENAI, WHOLE);
    Seen stalled = RawClient.askAndListen(provider, OPENAI, WHOLE, "\"role\"");
    Seen ended = RawClient.ask(provider, OPENAI, WHOLE);
    assertThat(reset.end()).isEqualTo(End.RESET);
    assertThat(cut.end()).isEqualTo(End.FIN);
    assertThat(stalled.end()).isEqualTo(End.SILENT);
    assertThat(ended.isWhole()).isTrue();
    assertThat(java.util.List.of(reset, cut, stalled))
        .allSatisfy(seen -> assertThat(seen.isWhole()).isFalse())
        .allSatisfy(seen -> assertThat(seen.body()).startsWith("{").doesNotEndWith("}"));
    assertThat(ended.body()).startsWith("{").doesNotEndWith("}");
  }

  @Test
  void whole_withErrorEvent_isAnErrorWithStatus200() throws IOException {
    provider.always(ABC.errorAfter(1));
    Seen seen = RawClient.ask(provider, OPENAI, WHOLE);
    assertThat(seen.status()).isEqualTo(200);
    assertThat(seen.body()).startsWith("{\"error\":{");
  }

  @Test
  void pauses_areKept() throws IOException {
    Duration pause = Duration.ofMillis(40);
    provider.always(ABC.beforeHead(pause).beforeFirstToken(pause).betweenTokens(pause));
    long start = System.nanoTime();
    RawClient.ask(provider, OPENAI, STREAM);
    long streamed = System.nanoTime() - start;
    RawClient.ask(provider, OPENAI, WHOLE);
    long whole = System.nanoTime() - start - streamed;
    assertThat(Duration.ofNanos(streamed)).isGreaterThanOrEqualTo(pause.multipliedBy(4));
    assertThat(Duration.ofNanos(whole)).isGreaterThanOrEqualTo(pause.multipliedBy(4));
  }

  private Seen askToEnd(String path, String body) throws IOException {
    try (RawClient client = new RawClient(provider)) {
      return client.post(path, body).readToEnd();
    }
  }

  private static void assertTwoTokens(Seen seen) {
    assertThat(seen.body())
        .contains("\"content\":\"a\"", "\"content\":\"b\"")
        .doesNotContain("\"content\":\"c\"", "\"stop\"", "DONE");
  }
}
