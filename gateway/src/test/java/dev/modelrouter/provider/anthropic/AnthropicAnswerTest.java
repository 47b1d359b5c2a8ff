package dev.modelrouter.provider.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.MessageAggregator;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.provider.ProviderCatalogue;
import dev.modelrouter.provider.ProviderEndpoint;
import dev.modelrouter.provider.ProviderRegistry;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.Fixture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicAnswerTest {
  private static final HttpProvider ANTHROPIC =
      ProviderCatalogue.load().stream()
          .filter(entry -> entry.id().equals("anthropic"))
          .map(
              entry ->
                  ProviderRegistry.create(
                      entry,
                      new ProviderEndpoint(Endpoint.parse(entry.baseUrl()), "sk-ant-key", "m")))
          .findFirst()
          .orElseThrow();

  private static byte[] fixture(String name) {
    return Fixture.in("anthropic", name).getFirst().bytes();
  }

  private static List<ChatEvent> stream(byte[] bytes) {
    List<ChatEvent> events = new ArrayList<>();
    StreamDecoder decoder = ANTHROPIC.newStreamDecoder();
    decoder.feed(bytes, 0, bytes.length, events::add);
    decoder.end(events::add);
    return events;
  }

  private static List<ChatEvent> stream(String... data) {
    StringBuilder all = new StringBuilder();
    for (String one : data) {
      all.append("data: ").append(one).append("\n\n");
    }
    return stream(all.toString().getBytes(UTF_8));
  }

  private static List<ChatEvent> whole(byte[] body) {
    List<ChatEvent> events = new ArrayList<>();
    ANTHROPIC.decodeAnswer(body, events::add);
    return events;
  }

  private static List<ContentPart> folded(List<ChatEvent> events) {
    return MessageAggregator.message(
            events.stream()
                .filter(ChatEvent.Content.class::isInstance)
                .map(ChatEvent.Content.class::cast)
                .toList())
        .parts();
  }

  private static ChatEvent seal(String maker, String value) {
    return new ChatEvent.SignatureDelta(new ReasoningSignature(maker, value));
  }

  private static ChatEvent call(int index, String arguments) {
    return new ChatEvent.ToolCallDelta(index, null, null, arguments);
  }

  @Test
  void stream_withEverything_isReportedPieceByPiece() {
    assertThat(stream(fixture("21-stream-thinking-parallel-tools.sse")))
        .containsExactly(
            new ChatEvent.Started("claude-sonnet-4-6"),
            new ChatEvent.ReasoningDelta("Two"),
            new ChatEvent.ReasoningDelta(" tools."),
            seal(ReasoningSignature.ANTHROPIC, "RmFrZVNpZ25hdHVyZTIx"),
            seal(ReasoningSignature.ANTHROPIC_REDACTED, "RmFrZVJlZGFjdGVk"),
            new ChatEvent.TextDelta("I will"),
            new ChatEvent.TextDelta(" look."),
            new ChatEvent.ToolCallDelta(0, "toolu_bb01", "get_weather", ""),
            call(0, "{\"ci"),
            call(0, "ty\": \"Os"),
            call(0, "lo\"}"),
            new ChatEvent.ToolCallDelta(1, "toolu_bb02", "get_time", ""),
            call(1, "{\"city\": \"Tō"),
            call(1, "kyō\"}"),
            new ChatEvent.ToolCallDelta(2, "toolu_bb03", "ping", ""),
            call(2, "{}"),
            new ChatEvent.Finished(FinishReason.TOOL_CALLS),
            new ChatEvent.UsageReported(new Usage(4250, 120, 3000, 1200, 0)),
            ChatEvent.Completed.INSTANCE);
  }

  @Test
  void reasoning_thatIsNotShown_isASealAlone() {
    assertThat(stream(fixture("23-stream-omitted-thinking.sse")))
        .startsWith(
            new ChatEvent.Started("claude-sonnet-4-6"),
            seal(ReasoningSignature.ANTHROPIC, "RmFrZVNpZ25hdHVyZTIz"),
            new ChatEvent.TextDelta("ok"),
            new ChatEvent.Finished(FinishReason.LENGTH));
  }

  @Test
  void wholeAnswer_isTheSameMessage() {
    List<ChatEvent> events = whole(fixture("11-response-tools.json"));

    assertThat(folded(events).subList(0, 4))
        .containsExactly(
            new ContentPart.Reasoning(
                "Two tools.",
                new ReasoningSignature(ReasoningSignature.ANTHROPIC, "RmFrZVNpZ25hdHVyZTAx")),
            new ContentPart.Reasoning(
                "",
                new ReasoningSignature(ReasoningSignature.ANTHROPIC_REDACTED, "RmFrZVJlZGFjdGVk")),
            new ContentPart.Text("I will look."),
            new ContentPart.ToolCall(
                "toolu_aa01", "get_weather", "{\n        \"city\": \"Oslo\"\n      }"));
    assertThat(folded(events).getLast())
        .isEqualTo(new ContentPart.ToolCall("toolu_aa02", "ping", "{}"));
    assertThat(events)
        .endsWith(
            new ChatEvent.Finished(FinishReason.TOOL_CALLS),
            new ChatEvent.UsageReported(new Usage(4250, 80, 3000, 1200, 0)),
            ChatEvent.Completed.INSTANCE);
  }

  @Test
  void errorInTheStream_keepsItsWords() {
    List<ChatEvent> events = stream(fixture("22-stream-error.sse"));

    assertThat(events.getLast())
        .isInstanceOfSatisfying(
            ChatEvent.Failed.class,
            failed -> {
              assertThat(failed.error().code()).isEqualTo(ErrorCode.SERVER_ERROR);
              assertThat(failed.error().message()).endsWith("Overloaded");
              assertThat(failed.error().origin().status()).isEqualTo(529);
              assertThat(failed.error().origin().type()).isEqualTo("overloaded_error");
            });
  }

  @Test
  void errorInPlaceOfAnAnswer_isAFailure() {
    String error =
        "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"m\"}}";

    assertThat(whole(error.getBytes(UTF_8)))
        .singleElement()
        .isInstanceOfSatisfying(
            ChatEvent.Failed.class,
            failed -> assertThat(failed.error().code()).isEqualTo(ErrorCode.RATE_LIMIT));
    assertThat(whole("{\"choices\":[]}".getBytes(UTF_8)))
        .singleElement()
        .isInstanceOf(ChatEvent.Failed.class);
    assertThat(whole("<html>".getBytes(UTF_8)))
        .singleElement()
        .isInstanceOf(ChatEvent.Failed.class);
  }

  @Test
  void blocksOfOtherKinds_andTheirPieces_arePassedOver() {
    assertThat(
            stream(
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
                    + "{\"type\":\"server_tool_use\",\"id\":\"x\",\"name\":\"web_search\",\"input\":{}}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
                    + "{\"type\":\"input_json_delta\",\"partial_json\":\"{}\"}}",
                "{\"type\":\"content_block_stop\",\"index\":0}",
                "{\"delta\":{\"text\":\"late\",\"type\":\"text_delta\"},\"index\":4,"
                    + "\"type\":\"content_block_delta\"}",
                "{\"index\":1,\"content_block\":{\"text\":\"a\",\"type\":\"text\"},"
                    + "\"type\":\"content_block_start\"}",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}",
                "{\"type\":\"message_stop\"}"))
        .containsExactly(
            new ChatEvent.Skipped("a piece of a block that is not open", false),
            new ChatEvent.TextDelta("a"),
            new ChatEvent.Finished(FinishReason.STOP),
            ChatEvent.Completed.INSTANCE);
  }

  @Test
  void characters_cutInTwo_areMended() {
    String piece =
        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
            + "{\"type\":\"text_delta\",\"text\":\"%s\"}}";

    assertThat(
            stream(
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\"}}",
                piece.formatted("a\\ud83d"),
                piece.formatted("\\ude00"),
                "{\"type\":\"message_stop\"}"))
        .containsExactly(
            new ChatEvent.TextDelta("a"),
            new ChatEvent.TextDelta("😀"),
            ChatEvent.Completed.INSTANCE);
  }

  @Test
  void callWithoutId_getsOne_theSameForTheSameAnswer() {
    String start =
        "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"content\":[]}}";
    String call =
        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
            + "{\"type\":\"tool_use\",\"name\":\"f\",\"input\":{\"a\":1}}}";

    List<ChatEvent> events = stream(start, call, "{\"type\":\"content_block_stop\",\"index\":0}");

    assertThat(events.getFirst())
        .isInstanceOfSatisfying(
            ChatEvent.ToolCallDelta.class, delta -> assertThat(delta.id()).startsWith("call_"));
    assertThat(events.get(1)).isEqualTo(call(0, "{\"a\":1}"));
    assertThat(stream(start, call).getFirst()).isEqualTo(events.getFirst());
  }

  @Test
  void brokenEvent_isSkipped_streamWithoutAnswerFails() {
    assertThat(stream("{\"type\":", "[]", "7"))
        .hasSize(2)
        .first()
        .isInstanceOf(ChatEvent.Skipped.class);
    assertThat(stream("{\"type\":\"message_stop\"}"))
        .singleElement()
        .isInstanceOf(ChatEvent.Failed.class);
  }

  @ParameterizedTest
  @CsvSource({
    "400, 'Your credit balance is too low to access the Anthropic API.', FORBIDDEN, ",
    "400, 'prompt is too long: 203456 tokens > 200000 maximum', CONTEXT_LENGTH,"
        + " context_length_exceeded",
    "400, 'input length and `max_tokens` exceed context limit: 1', CONTEXT_LENGTH,"
        + " context_length_exceeded",
    "404, 'model: x', BAD_REQUEST, ",
  })
  void errors_thatTheStatusDoesNotTell_areKnownByTheirWords(
      int status, String message, ErrorCode code, String finer) {
    byte[] body =
        ("{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\""
                + message
                + " sk-ant-key\"}}")
            .getBytes(UTF_8);

    assertThat(ANTHROPIC.classify(status, name -> null, body))
        .satisfies(
            error -> {
              assertThat(error.code()).isEqualTo(code);
              assertThat(error.message()).contains("***").doesNotContain("sk-ant-key");
              assertThat(error.origin().code()).isEqualTo(finer);
              assertThat(error.origin().type()).isEqualTo("invalid_request_error");
              assertThat(error.origin().message()).startsWith(message);
            });
  }

  @Test
  void models_areListedByTheirIds() {
    assertThat(ANTHROPIC.modelNames(fixture("16-models.json")))
        .containsExactly("claude-sonnet-5", "claude-haiku-4-5-20251001");
    assertThat(ANTHROPIC.modelsPath()).startsWith("/v1/models");
  }

  @Test
  void headers_haveTheKeyAndTheVersion() {
    assertThat(ANTHROPIC.headers())
        .containsEntry("x-api-key", "sk-ant-key")
        .containsEntry("anthropic-version", "2023-06-01")
        .doesNotContainKey("authorization");
  }
}
