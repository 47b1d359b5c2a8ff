package dev.modelrouter.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.provider.ProviderStreams.Result;
import dev.modelrouter.wire.Cuts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Only what a provider's API defines as an end is one, in every dialect and on both paths. */
class StreamEndTest {
  /** A dialect with its own way to say why a model stopped. */
  enum Wire {
    CHAT("openai") {
      @Override
      String piece(String reason) {
        return "data: {\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}"
            + (reason == null ? "" : ",\"finish_reason\":" + reason)
            + "}]}\n\n";
      }

      @Override
      String mark() {
        return "data: [DONE]\n\n";
      }

      @Override
      String whole(String reason) {
        return "{\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\"},"
            + "\"finish_reason\":"
            + reason
            + "}]}";
      }
    },
    ANTHROPIC("anthropic") {
      @Override
      String piece(String reason) {
        return reason == null
            ? "data: {\"type\":\"message_start\",\"message\":{\"model\":\"m\"}}\n\n"
                + "data: {\"type\":\"content_block_start\",\"index\":0,"
                + "\"content_block\":{\"type\":\"text\",\"text\":\"a\"}}\n\n"
            : "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":" + reason + "}}\n\n";
      }

      @Override
      String mark() {
        return "data: {\"type\":\"message_stop\"}\n\n";
      }

      @Override
      String whole(String reason) {
        return "{\"type\":\"message\",\"model\":\"m\",\"content\":[{\"type\":\"text\","
            + "\"text\":\"a\"}],\"stop_reason\":"
            + reason
            + "}";
      }
    },
    GEMINI("gemini") {
      @Override
      String piece(String reason) {
        return "data: " + whole(reason) + "\r\n\r\n";
      }

      @Override
      String mark() {
        return "";
      }

      @Override
      String whole(String reason) {
        return "{\"modelVersion\":\"m\",\"candidates\":[{\"content\":{\"parts\":"
            + "[{\"text\":\"a\"}]}"
            + (reason == null ? "" : ",\"finishReason\":" + reason)
            + "}]}";
      }
    },
    OLLAMA("ollama") {
      @Override
      String piece(String reason) {
        return "{\"model\":\"m\",\"message\":{\"content\":\"a\"},\"done\":false"
            + (reason == null ? "" : ",\"done_reason\":" + reason)
            + "}\n";
      }

      @Override
      String mark() {
        return "{\"model\":\"m\",\"message\":{\"content\":\"\"},\"done\":true}\n";
      }

      @Override
      String whole(String reason) {
        return "{\"model\":\"m\",\"message\":{\"content\":\"a\"},\"done\":true,\"done_reason\":"
            + reason
            + "}";
      }
    };

    final ProviderStreams provider;

    Wire(String id) {
      provider = ProviderStreams.of(id);
    }

    /** An event with text, and this reason as JSON where there is one. */
    abstract String piece(String reason);

    /** What ends a stream beside the reason; empty where nothing does. */
    abstract String mark();

    abstract String whole(String reason);

    /** Both paths, under one cut only. */
    List<Result> uncut(String stream) {
      byte[] sent = stream.getBytes(UTF_8);
      Cuts.Cut cut = (bytes, reader) -> reader.feed(bytes, 0, bytes.length);
      return List.of(provider.events(sent, cut), provider.relayed(sent, cut));
    }

    List<Result> both(String stream) {
      return List.of(provider.events(stream), provider.relayed(stream));
    }
  }

  private static final List<String> NO_REASONS =
      List.of("null", "\"\"", "\" \"", "\"\\n\"", "\"null\"", "0", "{}", "[]", "false");

  static Stream<Arguments> noReasons() {
    return Arrays.stream(Wire.values())
        .flatMap(wire -> NO_REASONS.stream().map(reason -> Arguments.of(wire, reason)));
  }

  @ParameterizedTest
  @MethodSource("noReasons")
  void cutStream_whoseReasonIsEmpty_isNotWhole(Wire wire, String reason) {
    for (Result result : wire.both(wire.piece(null) + wire.piece(reason))) {
      assertCut(result);
      assertThat(result.bytes()).doesNotContain("[DONE]", "message_stop");
    }
  }

  /** Gemini has no end mark: there the reason itself is the end. */
  @ParameterizedTest
  @EnumSource(names = {"CHAT", "ANTHROPIC", "OLLAMA"})
  void unknownReason_isAnEnd_whereTheEndMarkFollows(Wire wire) {
    String stream = wire.piece(null) + wire.piece("\"never_heard\"");

    wire.both(stream).forEach(StreamEndTest::assertCut);
    for (Result result : wire.both(stream + wire.mark())) {
      assertThat(result.completed()).isTrue();
      assertThat(reasons(result)).containsExactly(FinishReason.OTHER);
    }
  }

  @Test
  void geminisUnknownReason_isAnEnd_onceTheResponseHasEnded() {
    StreamDecoder decoder = Wire.GEMINI.provider.decoder();
    List<ChatEvent> events = new ArrayList<>();
    byte[] sent = Wire.GEMINI.piece("\"NEVER_HEARD\"").getBytes(UTF_8);

    decoder.feed(sent, 0, sent.length, events::add);
    assertThat(events).noneMatch(ChatEvent.Finished.class::isInstance);
    decoder.end(events::add);
    assertThat(events)
        .endsWith(new ChatEvent.Finished(FinishReason.OTHER), ChatEvent.Completed.INSTANCE);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
            failures(
                Wire.CHAT,
                "error",
                "ERROR",
                "insufficient_system_resource",
                "function_call_filter: MALFORMED_FUNCTION_CALL",
                "function_call_filter: UNEXPECTED_TOOL_CALL",
                "malformed_function_call",
                "network_error",
                "abort",
                "cancelled",
                "canceled",
                "timeout"),
            failures(Wire.ANTHROPIC, "error", "cancelled"),
            failures(
                Wire.GEMINI,
                "MALFORMED_FUNCTION_CALL",
                "UNEXPECTED_TOOL_CALL",
                "TOO_MANY_TOOL_CALLS",
                "MALFORMED_RESPONSE",
                "MISSING_THOUGHT_SIGNATURE",
                "NO_IMAGE",
                "IMAGE_OTHER",
                "OTHER"),
            failures(Wire.OLLAMA, "error", "cancelled"))
        .flatMap(each -> each);
  }

  private static Stream<Arguments> failures(Wire wire, String... reasons) {
    return Arrays.stream(reasons).map(reason -> Arguments.of(wire, "\"" + reason + "\""));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void reasonThatNamesAFailure_isThatFailure(Wire wire, String reason) {
    String end = wire == Wire.OLLAMA ? wire.whole(reason) + "\n" : wire.piece(reason) + wire.mark();
    for (Result result : wire.both(wire.piece(null) + end)) {
      assertFailed(result, ErrorCode.SERVER_ERROR);
      assertThat(result.bytes()).doesNotContain("[DONE]", "message_stop", "\"done\":true");
    }
    assertFailed(wire.provider.whole(wire.whole(reason)), ErrorCode.SERVER_ERROR);
    assertFailed(wire.provider.passed(wire.whole(reason)), ErrorCode.SERVER_ERROR);
  }

  static Stream<Arguments> documented() {
    return Stream.of(
            documented(
                Wire.CHAT, FinishReason.STOP, "stop", "STOP", "eos", "eos_token", "end_turn"),
            documented(Wire.CHAT, FinishReason.LENGTH, "length", "model_length", "max_tokens"),
            documented(Wire.CHAT, FinishReason.LENGTH, "model_context_window_exceeded"),
            documented(
                Wire.CHAT, FinishReason.TOOL_CALLS, "tool_calls", "function_call", "tool-calls"),
            documented(Wire.CHAT, FinishReason.CONTENT_FILTER, "content_filter", "sensitive"),
            documented(Wire.CHAT, FinishReason.CONTENT_FILTER, "content_filter: RECITATION"),
            documented(Wire.ANTHROPIC, FinishReason.STOP, "end_turn", "stop_sequence"),
            documented(Wire.ANTHROPIC, FinishReason.LENGTH, "model_context_window_exceeded"),
            documented(Wire.ANTHROPIC, FinishReason.CONTENT_FILTER, "refusal"),
            documented(Wire.GEMINI, FinishReason.LENGTH, "MAX_TOKENS", "CONTINUATION"),
            documented(Wire.GEMINI, FinishReason.CONTENT_FILTER, "SAFETY", "IMAGE_RECITATION"),
            documented(Wire.OLLAMA, FinishReason.STOP, "stop"),
            documented(Wire.OLLAMA, FinishReason.LENGTH, "length"))
        .flatMap(each -> each);
  }

  private static Stream<Arguments> documented(Wire wire, FinishReason meaning, String... reasons) {
    return Arrays.stream(reasons).map(reason -> Arguments.of(wire, reason, meaning));
  }

  /** The end mark may be missing behind a reason that is known. */
  @ParameterizedTest
  @MethodSource("documented")
  void documentedReason_isAnEnd(Wire wire, String reason, FinishReason meaning) {
    String quoted = "\"" + reason + "\"";
    String end = wire == Wire.OLLAMA ? wire.whole(quoted) + "\n" : wire.piece(quoted);
    for (Result result : wire.both(wire.piece(null) + end)) {
      assertThat(result.completed()).isTrue();
      assertThat(reasons(result)).containsExactly(meaning);
    }
    assertThat(reasons(wire.provider.whole(wire.whole(quoted)))).containsExactly(meaning);
    assertThat(reasons(wire.provider.passed(wire.whole(quoted)))).containsExactly(meaning);
  }

  /** A last event that is cut behind its reason, or broken, says nothing. */
  @ParameterizedTest
  @EnumSource
  void brokenLastEvent_isACut(Wire wire) {
    String known = wire == Wire.GEMINI ? "\"STOP\"" : "\"stop\"";
    String reason = wire == Wire.ANTHROPIC ? "\"end_turn\"" : known;
    String last = wire == Wire.OLLAMA ? wire.whole(reason) : wire.piece(reason).stripTrailing();
    for (int length = 1; length < last.length(); length++) {
      for (Result result : wire.uncut(wire.piece(null) + last.substring(0, length))) {
        assertCut(result);
        assertThat(result.bytes()).doesNotContain("[DONE]", "message_stop");
      }
    }
    for (Result result : wire.both(wire.piece(null) + last + "}\n\n")) {
      assertCut(result);
    }
  }

  @Test
  void brokenEvent_withAnErrorAsItsReason_isLeftOut() {
    String broken = Wire.CHAT.piece("\"error\"").replace("}]}", "}]");

    for (Result result :
        Wire.CHAT.both(Wire.CHAT.piece(null) + broken + Wire.CHAT.piece("\"stop\""))) {
      assertThat(result.completed()).isTrue();
    }
  }

  private static String choice(int index, String delta, String reason) {
    return "data: {\"choices\":[{\"index\":"
        + index
        + ",\"delta\":"
        + delta
        + ",\"finish_reason\":"
        + reason
        + "}]}\n\n";
  }

  @Test
  void secondChoice_thatHasNotEnded_isACut() {
    String both =
        choice(0, "{\"content\":\"a\"}", "null")
            + choice(1, "{\"content\":\"b\"}", "null")
            + choice(0, "{}", "\"stop\"");

    assertCut(Wire.CHAT.provider.relayed(both));
    assertCut(Wire.CHAT.provider.relayed(both + choice(1, "{}", "\"\"")));
    assertThat(Wire.CHAT.provider.relayed(both + choice(1, "{}", "\"length\"")).completed())
        .isTrue();
  }

  @Test
  void textBehindAReason_takesTheEndBack() {
    String stream = Wire.CHAT.piece("\"stop\"") + Wire.CHAT.piece("null");

    Wire.CHAT.both(stream).forEach(StreamEndTest::assertCut);
    Wire.CHAT
        .both(stream + Wire.CHAT.mark())
        .forEach(result -> assertThat(result.completed()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"failed", "cancelled"})
  void responseThatFailed_isAFailure(String status) {
    ProviderStreams responses = ProviderStreams.of("openai", Operation.RESPONSE, "{}");

    assertFailed(
        responses.relayed(
            "data: {\"type\":\"response.output_text.delta\",\"delta\":\"a\"}\n\n"
                + "data: {\"type\":\"response."
                + status
                + "\",\"response\":{\"status\":\""
                + status
                + "\"}}\n\n"),
        ErrorCode.SERVER_ERROR);
    assertFailed(
        responses.passed("{\"object\":\"response\",\"status\":\"" + status + "\",\"error\":null}"),
        ErrorCode.SERVER_ERROR);
  }

  private static List<FinishReason> reasons(Result result) {
    return result.events().stream()
        .filter(ChatEvent.Finished.class::isInstance)
        .map(event -> ((ChatEvent.Finished) event).reason())
        .toList();
  }

  private static void assertCut(Result result) {
    assertFailed(result, ErrorCode.INVALID_RESPONSE);
  }

  private static void assertFailed(Result result, ErrorCode code) {
    assertThat(result.last()).isInstanceOf(ChatEvent.Failed.class);
    assertThat(((ChatEvent.Failed) result.last()).error().code()).isEqualTo(code);
    assertThat(result.events()).doesNotContain(ChatEvent.Completed.INSTANCE);
  }
}
