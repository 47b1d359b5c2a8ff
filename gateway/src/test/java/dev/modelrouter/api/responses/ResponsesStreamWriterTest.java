package dev.modelrouter.api.responses;

import static dev.modelrouter.api.responses.ResponseEvents.call;
import static dev.modelrouter.api.responses.ResponseEvents.events;
import static dev.modelrouter.api.responses.ResponseEvents.more;
import static dev.modelrouter.api.responses.ResponseEvents.say;
import static dev.modelrouter.api.responses.ResponseEvents.types;
import static dev.modelrouter.api.responses.ResponseEvents.writer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ProviderError;
import dev.modelrouter.chat.ReasoningSignature;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ResponsesStreamWriterTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private final ResponsesStreamWriter writer = writer("{\"input\":\"x\"}");

  private List<JsonNode> taken() {
    return events(new String(writer.take(), UTF_8));
  }

  @Test
  void ids_areMadeOfTheAnswersOwn() {
    say(writer, new ChatEvent.ReasoningDelta("hm"), "a", call(0, "c", "f", "{}"));
    writer.done(FinishReason.TOOL_CALLS, null);

    JsonNode response = taken().getLast().get("response");
    assertThat(response.get("id").asString()).isEqualTo("resp_7");
    assertThat(response.get("output").valueStream().map(item -> item.get("id").asString()))
        .containsExactly("rs_7_0", "msg_7_1", "fc_7_2");
    assertThat(response.get("usage").isNull()).isTrue();
  }

  @Test
  void mixedCalls_areReported_oneAfterAnother() {
    say(
        writer,
        call(0, "a", "f", ""),
        call(1, "b", "g", ""),
        more(0, "{\"x\""),
        more(1, "{\"y\":"),
        more(0, ":1}"));
    List<JsonNode> events = taken();
    say(writer, more(1, "2}"));
    writer.done(FinishReason.TOOL_CALLS, null);
    events.addAll(renumbered(events.size()));

    assertThat(types(events).subList(2, 12))
        .containsExactly(
            "output_item.added",
            "function_call_arguments.delta",
            "function_call_arguments.delta",
            "function_call_arguments.done",
            "output_item.done",
            "output_item.added",
            "function_call_arguments.delta",
            "function_call_arguments.delta",
            "function_call_arguments.done",
            "output_item.done");
    assertThat(events.get(6).at("/item/arguments").asString()).isEqualTo("{\"x\":1}");
    assertThat(events.get(8).get("delta").asString()).isEqualTo("{\"y\":");
    assertThat(events.get(11).at("/item/arguments").asString()).isEqualTo("{\"y\":2}");
  }

  private List<JsonNode> renumbered(int from) {
    List<JsonNode> events = new ArrayList<>();
    for (String event : new String(writer.take(), UTF_8).split("\n\n")) {
      JsonNode data = JSON.readTree(event.substring(event.indexOf("data: ") + 6));
      assertThat(data.get("sequence_number").asInt()).isEqualTo(from + events.size());
      events.add(data);
    }
    return events;
  }

  @Test
  void callWithoutItsEnd_isReported_withTheAnswers() {
    say(writer, call(0, "a", "f", "{\"x\""), "text between", call(1, "b", "g", "{}"));
    writer.done(FinishReason.LENGTH, null);

    List<JsonNode> events = taken();
    assertThat(events.getLast().at("/response/output").valueStream().map(JsonNode::toString))
        .map(item -> item.replaceAll("\"(id|name|role|annotations)\":[^,]*,", ""))
        .containsExactly(
            "{\"type\":\"function_call\",\"status\":\"incomplete\",\"call_id\":\"a\","
                + "\"arguments\":\"{\\\"x\\\"\"}",
            "{\"type\":\"message\",\"status\":\"completed\","
                + "\"content\":[{\"type\":\"output_text\",\"logprobs\":[],"
                + "\"text\":\"text between\"}]}",
            "{\"type\":\"function_call\",\"status\":\"completed\",\"call_id\":\"b\","
                + "\"arguments\":\"{}\"}");
  }

  @Test
  void callsOfCustomTools_areTheirTextAgain() {
    ResponsesStreamWriter free =
        writer("{\"input\":\"x\",\"tools\":[{\"type\":\"custom\",\"name\":\"patch\"}]}");
    say(free, call(0, "c", "patch", "{\"inp"), more(0, "ut\":\"*** \\\"a\\\"\\n\"}"));
    free.done(FinishReason.TOOL_CALLS, null);

    List<JsonNode> events = events(new String(free.take(), UTF_8));
    assertThat(types(events))
        .containsExactly(
            "created",
            "in_progress",
            "output_item.added",
            "custom_tool_call_input.delta",
            "custom_tool_call_input.done",
            "output_item.done",
            "completed");
    assertThat(events.get(2).get("item"))
        .isEqualTo(
            JSON.readTree(
                "{\"id\":\"ctc_7_0\",\"type\":\"custom_tool_call\",\"status\":\"in_progress\","
                    + "\"call_id\":\"c\",\"name\":\"patch\",\"input\":\"\"}"));
    assertThat(events.get(4).get("input").asString()).isEqualTo("*** \"a\"\n");
    assertThat(events.getLast().at("/response/output/0/input").asString()).isEqualTo("*** \"a\"\n");
  }

  @Test
  void foreignSignature_namesItsMaker_alsoOnAThoughtThatIsNotShown() {
    say(
        writer,
        new ChatEvent.SignatureDelta(
            new ReasoningSignature(ReasoningSignature.ANTHROPIC_REDACTED, "AA==")),
        "a");
    writer.done(FinishReason.STOP, null);

    assertThat(taken().getLast().at("/response/output/0"))
        .isEqualTo(
            JSON.readTree(
                "{\"id\":\"rs_7_0\",\"type\":\"reasoning\",\"summary\":[],"
                    + "\"encrypted_content\":\"anthropic-redacted:AA==\"}"));
  }

  @Test
  void requestIsRepeated_everyDigitOfIt() {
    ResponsesStreamWriter echoing =
        writer(
            "{\"input\":\"x\",\"temperature\":0.70,\"metadata\":{\"a\":\"b\"},\"store\":false,"
                + "\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"parameters\":{\"m\":1e9}}]}");
    echoing.done(FinishReason.STOP, null);

    String stream = new String(echoing.take(), UTF_8);
    assertThat(stream.split("\"temperature\":0.70", -1)).hasSize(4);
    assertThat(stream.split("\"parameters\":\\{\"m\":1e9}", -1)).hasSize(4);
    assertThat(stream.split("\"store\":false", -1)).hasSize(4);
  }

  @Test
  void silence_isAResponseWithoutOutput() {
    writer.done(FinishReason.CONTENT_FILTER, null);

    List<JsonNode> events = taken();
    assertThat(types(events)).containsExactly("created", "in_progress", "incomplete");
    assertThat(events.getLast().at("/response/output").isEmpty()).isTrue();
    assertThat(events.getLast().at("/response/incomplete_details/reason").asString())
        .isEqualTo("content_filter");
    assertThat(events.getLast().at("/response/completed_at").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "RATE_LIMIT, 429, rate_limit_exceeded",
    "SERVER_ERROR, 500, server_error",
    "TIMEOUT, 408, server_error",
    "BAD_REQUEST, 400, context_length_exceeded",
    "INTERNAL_ERROR, 400, server_error"
  })
  void failedResponse_hasACodeThatClientsKnow(ErrorCode code, int status, String expected) {
    writer.failed(
        new GatewayError(
            code,
            "m",
            null,
            new ProviderError(status, null, null, "context_length_exceeded", null)));

    JsonNode response = taken().getLast().get("response");
    assertThat(response.at("/error/code").asString()).isEqualTo(expected);
    assertThat(response.at("/error/message").asString()).isEqualTo("m");
    assertThat(response.get("status").asString()).isEqualTo("failed");
  }

  @Test
  void contentAfterTheEnd_isABug() {
    writer.done(FinishReason.STOP, null);

    assertThatIllegalStateException().isThrownBy(() -> say(writer, "x"));
    assertThatIllegalStateException().isThrownBy(() -> writer.done(FinishReason.STOP, null));
  }

  @Test
  void relayedContent_isABug() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> writer.content(ChatEvent.OpaqueContent.INSTANCE));
  }
}
