package dev.modelrouter.provider.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.MessageAggregator;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.documentation.Page;
import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.provider.ProviderCatalogue;
import dev.modelrouter.provider.ProviderEndpoint;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.Fixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiResponseDecoderTest {
  private static final HttpProvider GEMINI =
      ProviderCatalogue.load().stream()
          .filter(entry -> entry.id().equals("gemini"))
          .map(
              entry ->
                  new GeminiProvider(
                      entry, new ProviderEndpoint(Endpoint.parse(entry.baseUrl()), "k3y-123", "m")))
          .findFirst()
          .orElseThrow();

  private static byte[] fixture(String name) {
    return Fixture.in("gemini", name).getFirst().bytes();
  }

  private static List<ChatEvent> whole(byte[] body) {
    List<ChatEvent> events = new ArrayList<>();
    GEMINI.decodeAnswer(body, events::add);
    return events;
  }

  private static List<ChatEvent> whole(String body) {
    return whole(body.getBytes(UTF_8));
  }

  private static List<ChatEvent> streamed(byte[] body) {
    List<ChatEvent> events = new ArrayList<>();
    StreamDecoder decoder = GEMINI.newStreamDecoder();
    decoder.feed(body, 0, body.length, events::add);
    decoder.end(events::add);
    return events;
  }

  private static Message message(List<ChatEvent> events) {
    return MessageAggregator.message(
        events.stream()
            .filter(ChatEvent.Content.class::isInstance)
            .map(ChatEvent.Content.class::cast)
            .toList());
  }

  private static ErrorCode failure(List<ChatEvent> events) {
    assertThat(events.getLast()).isInstanceOf(ChatEvent.Failed.class);
    return ((ChatEvent.Failed) events.getLast()).error().code();
  }

  private static String finished(String parts, String reason) {
    return "{\"candidates\":[{\"content\":{\"parts\":["
        + parts
        + "]},\"finishReason\":\""
        + reason
        + "\"}],\"responseId\":\"r\"}";
  }

  @Test
  void reasoningAndCalls_areReportedInOrder_theSignatureBeforeItsPart() {
    List<ChatEvent> events = whole(fixture("11-response-function-calls.json"));

    ChatEvent.ToolCallDelta weather = (ChatEvent.ToolCallDelta) events.get(3);
    ChatEvent.ToolCallDelta ping = (ChatEvent.ToolCallDelta) events.get(4);
    assertThat(events)
        .containsExactly(
            new ChatEvent.Started("gemini-3.8-flash"),
            new ChatEvent.ReasoningDelta("I need two tools."),
            new ChatEvent.SignatureDelta(
                new ReasoningSignature(ReasoningSignature.GEMINI, "RmFrZVNpZ0dlbWluaTEx")),
            new ChatEvent.ToolCallDelta(0, weather.id(), "get_weather", "{\"city\":\"Oslo\"}"),
            new ChatEvent.ToolCallDelta(1, ping.id(), "ping", "{}"),
            new ChatEvent.Finished(FinishReason.TOOL_CALLS),
            new ChatEvent.UsageReported(new Usage(60, 42, 0, 12)),
            ChatEvent.Completed.INSTANCE);
    assertThat(weather.id()).matches("call_[0-9a-f]{16}").isNotEqualTo(ping.id());
  }

  @Test
  void signature_onTheLastEmptyText_standsAtTheEnd() {
    Message message = message(streamed(fixture("24-stream-signature-last-crlf.sse")));

    assertThat(message.parts())
        .containsExactly(
            new ContentPart.Text("42"),
            new ContentPart.Reasoning(
                "", new ReasoningSignature(ReasoningSignature.GEMINI, "RmFrZVNpZ0dlbWluaTI0")));
  }

  @Test
  void stream_countsOnce_withTheLastCounters() {
    List<ChatEvent> events = streamed(fixture("20-stream-text-crlf.sse"));

    assertThat(events.stream().filter(ChatEvent.UsageReported.class::isInstance))
        .containsExactly(new ChatEvent.UsageReported(new Usage(9, 9)));
  }

  @Test
  void brokenStream_tellsWhatWasCounted() {
    List<ChatEvent> events = streamed(fixture("22-stream-error-crlf.sse"));

    assertThat(failure(events)).isEqualTo(ErrorCode.SERVER_ERROR);
    assertThat(events).contains(new ChatEvent.UsageReported(new Usage(9, 3)));
  }

  @Test
  void arrayWithoutSse_isReadAsTheSameAnswer() {
    List<ChatEvent> events = whole(fixture("27-stream-json-array.json"));

    assertThat(message(events).text()).isEqualTo("Oslo");
    assertThat(events.getLast()).isEqualTo(ChatEvent.Completed.INSTANCE);
    assertThat(failure(whole("[{\"error\":{\"code\":429}}]"))).isEqualTo(ErrorCode.RATE_LIMIT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"12-response-error-blocked-prompt.json", "13-response-error-safety.json"})
  void blockedBeforeAnyContent_isAnErrorOfContentPolicy(String name) {
    assertThat(failure(whole(fixture(name)))).isEqualTo(ErrorCode.CONTENT_POLICY);
  }

  @Test
  void blockedStream_isAnErrorOfContentPolicy() {
    assertThat(failure(streamed(fixture("26-stream-blocked-crlf.sse"))))
        .isEqualTo(ErrorCode.CONTENT_POLICY);
  }

  @Test
  void otherCandidates_areNotRead() {
    List<ChatEvent> events =
        whole(
            "{\"candidates\":[{\"index\":1,\"finishReason\":\"SAFETY\",\"content\":{\"parts\":"
                + "[{\"text\":\"b\"}]}},{\"content\":{\"parts\":[{\"text\":\"a\"}]},"
                + "\"finishReason\":\"STOP\",\"index\":0}]}");

    assertThat(message(events).text()).isEqualTo("a");
    assertThat(events).contains(new ChatEvent.Finished(FinishReason.STOP));
  }

  @Test
  void call_keepsEveryDigit_andLosesTheWhiteSpace() {
    Message message =
        message(
            whole(
                finished(
                    "{\"functionCall\":{\"args\":{ \"n\" : 9007199254740993,\n \"s\": \"a \\\" b\""
                        + " },\"name\":\"f\",\"id\":\"i\"}}",
                    "STOP")));

    assertThat(message.parts())
        .containsExactly(
            new ContentPart.ToolCall("i", "f", "{\"n\":9007199254740993,\"s\":\"a \\\" b\"}"));
  }

  @Test
  void partWithoutAnEqual_isSkippedByName() {
    List<ChatEvent> events =
        whole(finished("{\"executableCode\":{\"code\":\"1\"}},{\"text\":\"a\"}", "STOP"));

    assertThat(events)
        .contains(new ChatEvent.Skipped("a part with executableCode has no equal", false))
        .contains(new ChatEvent.TextDelta("a"));
  }

  @Test
  void brokenEvent_isSkipped_andWhatIsNoAnswerFails() {
    assertThat(
            streamed(
                ("data: {\"cand\r\n\r\ndata: " + finished("{\"text\":\"a\"}", "STOP"))
                    .getBytes(UTF_8)))
        .hasAtLeastOneElementOfType(ChatEvent.Skipped.class)
        .endsWith(ChatEvent.Completed.INSTANCE);
    assertThat(failure(whole("<html>"))).isEqualTo(ErrorCode.INVALID_RESPONSE);
    assertThat(failure(whole("{}"))).isEqualTo(ErrorCode.INVALID_RESPONSE);
    assertThat(failure(streamed(new byte[0]))).isEqualTo(ErrorCode.INVALID_RESPONSE);
  }

  @Test
  void eventAboveTheLimit_isAFailure() {
    byte[] bytes = ("data: {\"x\":\"" + "y".repeat(5 << 20)).getBytes(UTF_8);

    assertThat(failure(streamed(bytes))).isEqualTo(ErrorCode.INVALID_RESPONSE);
  }

  static List<List<String>> stops() {
    return Page.read("docs/translation-gemini.md").table("## Why Gemini stopped");
  }

  @ParameterizedTest
  @MethodSource("stops")
  void page_finishReasons_areThoseOfTheCode(List<String> row) {
    String word = row.getFirst().replace("`", "");
    String meaning = row.getLast();
    ChatEvent last = whole(finished("{\"text\":\"a\"}", word)).getLast();
    if (meaning.startsWith("error")) {
      assertThat(meaning).isEqualTo("error `" + ((ChatEvent.Failed) last).error().code() + "`");
      assertThat(((ChatEvent.Failed) last).error().message()).contains(word);
      return;
    }
    assertThat(last).isEqualTo(ChatEvent.Completed.INSTANCE);
    FinishReason reason =
        FinishReason.valueOf(meaning.replaceFirst(",.*", "").toUpperCase(Locale.ROOT));
    assertThat(whole(finished("{\"text\":\"a\"}", word))).contains(new ChatEvent.Finished(reason));
    if (meaning.contains("calls")) {
      assertThat(whole(finished("{\"functionCall\":{\"name\":\"f\"}}", word)))
          .contains(new ChatEvent.Finished(FinishReason.TOOL_CALLS));
    }
  }

  static List<List<String>> errors() {
    return Page.read("docs/translation-gemini.md").table("## Gemini's errors");
  }

  @ParameterizedTest
  @MethodSource("errors")
  void page_errors_areThoseOfTheCode(List<String> row) {
    int status = Integer.parseInt(row.getFirst());
    String word = row.get(1).replace("`", "");
    String field = word.equals("API_KEY_INVALID") ? "details\":[{\"reason" : "status";
    String error =
        "{\"error\":{\"code\":"
            + status
            + ",\""
            + field
            + "\":\""
            + word
            + (field.equals("status") ? "\"}}" : "\"}]}}");
    ErrorCode code = ErrorCode.valueOf(row.getLast().replace("`", ""));

    assertThat(GEMINI.classify(status, name -> null, error.getBytes(UTF_8)).code()).isEqualTo(code);
    assertThat(failure(whole(error))).isEqualTo(code);
  }

  @Test
  void retryDelay_countsWithoutAHeader() {
    String body =
        "{\"error\":{\"code\":429,\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\","
            + "\"retryDelay\":\"38.5s\"}]}}";

    assertThat(GEMINI.classify(429, name -> null, body.getBytes(UTF_8)).retryAfter())
        .isEqualTo(Duration.ofMillis(38_500));
    assertThat(
            GEMINI
                .classify(
                    429, name -> name.equals("retry-after") ? "7" : null, body.getBytes(UTF_8))
                .retryAfter())
        .isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void error_keepsGooglesWords_andNotTheKey() {
    String body =
        "{\"error\":{\"message\":\"no k3y-123\",\"status\":\"INVALID_ARGUMENT\",\"details\":"
            + "[{\"reason\":\"R\"},{\"fieldViolations\":[{\"field\":\"contents\"},{\"field\":\"x\"}]}]}}";

    assertThat(GEMINI.classify(400, name -> null, body.getBytes(UTF_8)).origin())
        .hasToString(
            "ProviderError[status=400, message=no ***, type=INVALID_ARGUMENT, code=R,"
                + " param=contents, otherFields=]");
  }

  @Test
  void models_areNamedWithoutTheirFolder() {
    assertThat(GEMINI.modelNames(fixture("30-models.json"))).containsExactly("gemini-3.8-flash");
    assertThat(GEMINI.modelsPath()).startsWith("/v1beta/models");
    assertThat(GEMINI.headers()).containsEntry("x-goog-api-key", "k3y-123");
  }
}
