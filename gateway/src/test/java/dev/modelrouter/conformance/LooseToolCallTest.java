package dev.modelrouter.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.MessageAggregator;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.provider.ProviderStreams;
import dev.modelrouter.provider.ProviderStreams.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tool calls as loose servers write them reach callers of every dialect as the calls they are. */
class LooseToolCallTest {
  private static final ProviderStreams PROVIDER = ProviderStreams.of("groq");

  /** What a provider's stream has, and the calls in it as {@code name(arguments)}. */
  enum Loose {
    BLANK_BEHIND(
        "f({\"a\":\"x\"})",
        calls(call(0, "c1", "f", "{'a':'x'}")),
        calls(call(0, null, null, "\\n")),
        calls(call(0, null, null, " "))),
    EMPTY_OBJECT_FIRST(
        "f({\"a\":\"x\"})",
        calls(call(0, "c1", "f", "{}")),
        calls(call(0, null, null, "{'a':")),
        calls(call(0, null, null, "'x'}"))),
    EMPTY_OBJECT_IN_PIECES(
        "f({\"a\":1})",
        calls(call(0, "c1", "f", "{")),
        calls(call(0, null, null, "}")),
        calls(call(0, null, null, "{'a':1}"))),
    TWICE_IN_ONE_PIECE("f({\"a\":\"x\"})", calls(call(0, "c1", "f", "{}{'a':'x'}"))),
    REPEATED_AT_THE_END(
        "f({\"a\":1})",
        calls(call(0, "c1", "f", "{'a':")),
        calls(call(0, null, null, "1}")),
        calls(call(0, null, null, "{'a':1}"))),
    NO_ARGUMENTS("f({}) g({})", calls(call(0, "c1", "f", "")), calls(call(1, "c2", "g", null))),
    KNOWN_ID_WITHOUT_INDEX(
        "f({\"a\":\"x\"}) g({\"a\":\"y\"})",
        calls(call(null, "c1", "f", "{'a':")),
        calls(call(null, "c2", "g", "{'a':")),
        calls(call(null, "c1", null, "'x'}")),
        calls(call(null, "c2", null, "'y'}"))),
    KNOWN_ID_UNDER_ANOTHER_INDEX(
        "f({\"a\":1}) g({\"b\":2})",
        calls(call(0, "c1", "f", "{'a':")),
        calls(call(1, "c2", "g", "{'b':2}")),
        calls(call(2, "c1", null, "1}"))),
    NEW_INDEX_FOR_EACH_PIECE(
        "f({\"a\":1})",
        calls(call(0, "c1", "f", "")),
        calls(call(1, null, null, "{'a'")),
        calls(call(2, null, null, ":1}"))),
    BOTH_AT_ONCE_WITHOUT_INDEX(
        "f({\"a\":1}) g({\"a\":2})",
        calls(call(null, "c1", "f", "{'a':1}"), call(null, "c2", "g", "{'a':2}"))),
    FUNCTION_CALL(
        "f({\"a\":1})",
        "\"function_call\":{\"name\":\"f\",\"arguments\":\"\"}",
        "\"function_call\":{\"arguments\":\"{\\\"a\\\":\"}",
        "\"function_call\":{\"arguments\":\"1}\"}"),
    FUNCTION_CALL_THAT_REPEATS_ITS_NAME(
        "f({\"a\":1})",
        "\"function_call\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":\"}",
        "\"function_call\":{\"name\":\"f\",\"arguments\":\"1}\"}"),
    BOTH_FORMS(
        "f({\"a\":1})",
        "\"function_call\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"},"
            + calls(call(0, "c1", "f", "{'a':1}")));

    private final String expected;
    private final List<String> deltas;

    Loose(String expected, String... deltas) {
      this.expected = expected;
      this.deltas = List.of(deltas);
    }
  }

  private static String call(Integer index, String id, String name, String arguments) {
    List<String> fields = new ArrayList<>();
    if (index != null) {
      fields.add("\"index\":" + index);
    }
    if (id != null) {
      fields.add("\"id\":\"" + id + "\"");
    }
    List<String> function = new ArrayList<>();
    if (name != null) {
      function.add("\"name\":\"" + name + "\"");
    }
    if (arguments != null) {
      function.add("\"arguments\":\"" + arguments.replace("'", "\\\"") + "\"");
    }
    fields.add("\"function\":{" + String.join(",", function) + "}");
    return "{" + String.join(",", fields) + "}";
  }

  private static String calls(String... calls) {
    return "\"tool_calls\":[" + String.join(",", calls) + "]";
  }

  private static String stream(List<String> deltas, String reason) {
    String chunks =
        deltas.stream()
            .map(
                delta ->
                    "data: {\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{"
                        + delta
                        + "}}]}\n\n")
            .collect(Collectors.joining());
    return chunks
        + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\""
        + reason
        + "\"}]}\n\n"
        + "data: [DONE]\n\n";
  }

  private static String calls(List<ChatEvent.Content> content) {
    return MessageAggregator.message(content).parts().stream()
        .filter(ContentPart.ToolCall.class::isInstance)
        .map(part -> (ContentPart.ToolCall) part)
        .peek(call -> assertThat(call.id()).isNotEmpty())
        .map(call -> call.name() + "(" + call.arguments() + ")")
        .collect(Collectors.joining(" "));
  }

  static Stream<Arguments> loose() {
    return Arrays.stream(Loose.values())
        .flatMap(
            loose -> Arrays.stream(Caller.values()).map(caller -> Arguments.of(loose, caller)));
  }

  @ParameterizedTest
  @EnumSource
  void looseCalls_areRead_howeverTheStreamIsCut(Loose loose) {
    Result result = PROVIDER.events(stream(loose.deltas, "tool_calls"));

    assertThat(calls(AnswerContent.of(result.events()).content())).isEqualTo(loose.expected);
    assertThat(AnswerContent.of(result.events()).end().finish()).isEqualTo(FinishReason.TOOL_CALLS);
  }

  @ParameterizedTest
  @MethodSource("loose")
  void looseCalls_reachTheCaller(Loose loose, Caller caller) {
    AnswerContent answerContent =
        AnswerContent.of(
            PROVIDER
                .events(
                    stream(loose.deltas, "tool_calls").getBytes(UTF_8),
                    (b, reader) -> reader.feed(b, 0, b.length))
                .events());
    AnswerContent counted =
        new AnswerContent(
            answerContent.content(),
            new CompletionSummary(
                "p", "m", new Usage(1, 1), Map.of(), answerContent.end().finish()));

    assertThat(calls(caller.hearStream(caller.streamed(counted)).content()))
        .isEqualTo(loose.expected);
    assertThat(calls(caller.hearWhole(caller.whole(counted)).content())).isEqualTo(loose.expected);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"TWICE_IN_ONE_PIECE", "NO_ARGUMENTS", "BOTH_AT_ONCE_WITHOUT_INDEX", "BOTH_FORMS"})
  void wholeAnswer_hasTheSameCalls(Loose loose) {
    String message =
        loose.deltas.size() == 1
            ? loose.deltas.getFirst()
            : loose.deltas.stream()
                .map(each -> each.substring(14, each.length() - 1))
                .collect(Collectors.joining(",", "\"tool_calls\":[", "]"));
    Result result =
        PROVIDER.whole(
            "{\"choices\":[{\"index\":0,\"message\":{\"content\":null,"
                + message
                + "},\"finish_reason\":\"stop\"}]}");

    assertThat(calls(AnswerContent.of(result.events()).content())).isEqualTo(loose.expected);
    assertThat(AnswerContent.of(result.events()).end().finish()).isEqualTo(FinishReason.TOOL_CALLS);
  }

  @ParameterizedTest
  @EnumSource
  void piecesBehindAClosedCall_beginNoCallWithoutAName(Caller caller) {
    List<ChatEvent.Content> pieces =
        List.of(
            new ChatEvent.ToolCallDelta(0, "c1", "f", "{\"a\":1}"),
            new ChatEvent.ToolCallDelta(0, null, null, "\n"),
            new ChatEvent.TextDelta("t"));
    AnswerContent answerContent =
        new AnswerContent(
            pieces,
            new CompletionSummary("p", "m", new Usage(1, 1), Map.of(), FinishReason.TOOL_CALLS));

    assertThat(calls(caller.hearStream(caller.streamed(answerContent)).content()).strip())
        .startsWith("f({\"a\":1}")
        .doesNotContain(" (");
  }

  /** An empty object is held back only as long as nothing else follows. */
  @Test
  void callWithoutArguments_staysBeforeTheTextThatFollows() {
    List<String> deltas = List.of(calls(call(0, "c1", "f", "{}")), "\"content\":\"t\"");

    assertThat(AnswerContent.of(PROVIDER.events(stream(deltas, "stop")).events()).content())
        .containsExactly(
            new ChatEvent.ToolCallDelta(0, "c1", "f", ""),
            new ChatEvent.ToolCallDelta(0, null, null, "{}"),
            new ChatEvent.TextDelta("t"));
  }

  @Test
  void callWithoutArguments_isWholeBeforeTheNextBegins() {
    List<String> deltas =
        List.of(calls(call(0, "c1", "f", "{}")), calls(call(1, "c2", "g", "{'a':1}")));

    assertThat(AnswerContent.of(PROVIDER.events(stream(deltas, "tool_calls")).events()).content())
        .containsExactly(
            new ChatEvent.ToolCallDelta(0, "c1", "f", ""),
            new ChatEvent.ToolCallDelta(0, null, null, "{}"),
            new ChatEvent.ToolCallDelta(1, "c2", "g", "{\"a\":1}"));
  }

  /** What a limit cut before its arguments began must not look like a call without any. */
  @ParameterizedTest
  @EnumSource(names = "NO_ARGUMENTS")
  void callThatALimitCut_getsNoArguments(Loose loose) {
    Result result = PROVIDER.events(stream(loose.deltas, "length"));

    assertThat(calls(AnswerContent.of(result.events()).content())).isEqualTo("f() g()");
  }
}
