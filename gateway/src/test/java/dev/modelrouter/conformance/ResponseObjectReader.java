package dev.modelrouter.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.api.responses.ResponsesRequest;
import dev.modelrouter.api.responses.ResponsesRequestReader;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.dispatch.CompletionSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads OpenAI's response objects, which no provider is asked for in words. */
final class ResponseObjectReader {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String DATA = "\ndata: ";

  private ResponseObjectReader() {}

  /** A request that some response answers. */
  static ResponsesRequest request() {
    return ResponsesRequestReader.read("{\"input\":\"x\"}".getBytes(UTF_8), ModelId.ANY, true);
  }

  /** What the last event of a stream holds. */
  static AnswerContent streamed(byte[] bytes) {
    String stream = new String(bytes, UTF_8);
    String last = stream.substring(stream.lastIndexOf(DATA) + DATA.length());
    return said(JSON.readTree(last).get("response"));
  }

  static AnswerContent whole(byte[] bytes) {
    return said(JSON.readTree(bytes));
  }

  /** A caller sends an answer's output back as input, so it can be read as that. */
  private static AnswerContent said(JsonNode response) {
    byte[] input = ("{\"input\":" + response.get("output") + "}").getBytes(UTF_8);
    List<ChatEvent.Content> content = new ArrayList<>();
    int calls = 0;
    for (Message message :
        ResponsesRequestReader.read(input, ModelId.ANY, false).chat().messages()) {
      for (ContentPart part : message.parts()) {
        switch (part) {
          case ContentPart.Text text -> content.add(new ChatEvent.TextDelta(text.text()));
          case ContentPart.Reasoning reasoning -> {
            content.add(new ChatEvent.ReasoningDelta(reasoning.text()));
            if (reasoning.signature() != null) {
              content.add(new ChatEvent.SignatureDelta(reasoning.signature()));
            }
          }
          case ContentPart.ToolCall call ->
              content.add(
                  new ChatEvent.ToolCallDelta(calls++, call.id(), call.name(), call.arguments()));
          default -> throw new AssertionError(part);
        }
      }
    }
    return new AnswerContent(
        content,
        new CompletionSummary(
            "p",
            response.get("model").asString(),
            usage(response.get("usage")),
            Map.of(),
            finish(response, calls > 0)));
  }

  private static Usage usage(JsonNode usage) {
    return new Usage(
        usage.get("input_tokens").asLong(),
        usage.get("output_tokens").asLong(),
        usage.at("/input_tokens_details/cached_tokens").asLong(),
        usage.at("/input_tokens_details/cache_write_tokens").asLong(0),
        usage.at("/output_tokens_details/reasoning_tokens").asLong());
  }

  private static FinishReason finish(JsonNode response, boolean calls) {
    return switch (response.at("/incomplete_details/reason").asString("")) {
      case "max_output_tokens" -> FinishReason.LENGTH;
      case "content_filter" -> FinishReason.CONTENT_FILTER;
      default -> calls ? FinishReason.TOOL_CALLS : FinishReason.STOP;
    };
  }
}
