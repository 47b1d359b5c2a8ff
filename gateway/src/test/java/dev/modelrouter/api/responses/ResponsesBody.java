package dev.modelrouter.api.responses;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.wire.ByteBuilder;
import java.util.ArrayList;
import java.util.List;

/** Says a request as a client of the Responses API would. */
final class ResponsesBody {
  private final List<String> fields = new ArrayList<>();
  private final List<String> items = new ArrayList<>();

  private ResponsesBody() {}

  static byte[] of(ChatRequest request) {
    return new ResponsesBody().write(request).getBytes(UTF_8);
  }

  private String write(ChatRequest request) {
    List<Message> messages = request.messages();
    int from = 0;
    if (messages.getFirst().role() == Role.SYSTEM) {
      fields.add("\"instructions\":" + string(messages.getFirst().text()));
      from = 1;
    }
    messages.subList(from, messages.size()).forEach(this::message);
    fields.add("\"input\":[" + String.join(",", items) + "]");
    add("max_output_tokens", request.sampling().maxTokens());
    add("temperature", request.sampling().temperature());
    add("top_p", request.sampling().topP());
    add("parallel_tool_calls", request.parallelTools());
    if (request.user() != null) {
      fields.add("\"user\":" + string(request.user()));
    }
    if (request.reasoningEffort() != null) {
      fields.add("\"reasoning\":{\"effort\":" + string(request.reasoningEffort().wireName()) + "}");
    }
    fields.add("\"tools\":[" + String.join(",", request.tools().stream().map(this::tool).toList()));
    fields.add(fields.removeLast() + "]");
    fields.add("\"tool_choice\":" + choice(request.toolChoice()));
    fields.add("\"text\":{\"format\":" + format(request.format()) + "}");
    return "{" + String.join(",", fields) + "}";
  }

  private void add(String name, Object value) {
    if (value != null) {
      fields.add("\"" + name + "\":" + value);
    }
  }

  static String string(String text) {
    return new String(new ByteBuilder(64).appendJson(text).take(), UTF_8);
  }

  private void message(Message message) {
    List<String> content = new ArrayList<>();
    for (ContentPart part : message.parts()) {
      switch (part) {
        case ContentPart.ToolCall call ->
            items.add(
                "{\"type\":\"function_call\",\"call_id\":%s,\"name\":%s,\"arguments\":%s}"
                    .formatted(string(call.id()), string(call.name()), string(call.arguments())));
        case ContentPart.ToolResult result ->
            items.add(
                "{\"type\":\"function_call_output\",\"call_id\":%s,\"output\":%s}"
                    .formatted(string(result.callId()), string(result.text())));
        case ContentPart.Reasoning reasoning ->
            items.add(
                "{\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":%s}]%s}"
                    .formatted(string(reasoning.text()), sealed(reasoning.signature())));
        case ContentPart.Text text when message.role() == Role.ASSISTANT ->
            items.add(
                ("{\"type\":\"message\",\"role\":\"assistant\",\"content\":"
                        + "[{\"type\":\"output_text\",\"text\":%s,\"annotations\":[]}]}")
                    .formatted(string(text.text())));
        default -> content.add(part(part));
      }
    }
    if (message.role() == Role.USER) {
      items.add("{\"role\":\"user\",\"content\":[" + String.join(",", content) + "]}");
    }
  }

  private static String sealed(ReasoningSignature signature) {
    return signature == null
        ? ""
        : ",\"encrypted_content\":" + string(signature.write(ReasoningSignature.OPENAI));
  }

  private static String part(ContentPart part) {
    return switch (part) {
      case ContentPart.Text text ->
          "{\"type\":\"input_text\",\"text\":" + string(text.text()) + "}";
      case ContentPart.Image image ->
          "{\"type\":\"input_image\",\"image_url\":%s,\"detail\":%s}"
              .formatted(
                  string(url(image.media())),
                  image.detail() == null ? "null" : string(image.detail()));
      case ContentPart.Audio audio when audio.media() instanceof Media.Inline inline ->
          "{\"type\":\"input_audio\",\"input_audio\":{\"data\":%s,\"format\":\"mp3\"}}"
              .formatted(string(inline.base64()));
      case ContentPart.Document document when document.media() instanceof Media.Remote remote ->
          "{\"type\":\"input_file\",\"file_id\":" + string(remote.url()) + "}";
      case ContentPart.Document document ->
          "{\"type\":\"input_file\",\"filename\":%s,\"file_data\":%s}"
              .formatted(string(document.name()), string(url(document.media())));
      default -> throw new AssertionError(part);
    };
  }

  private static String url(Media media) {
    return switch (media) {
      case Media.Remote remote -> remote.url();
      case Media.Inline inline -> "data:" + inline.type() + ";base64," + inline.base64();
    };
  }

  private String tool(Tool tool) {
    return "{\"type\":\"function\",\"name\":%s,\"description\":%s,\"parameters\":%s,\"strict\":%s}"
        .formatted(
            string(tool.name()),
            tool.description() == null ? "null" : string(tool.description()),
            tool.parameters(),
            tool.strict());
  }

  private static String choice(ToolChoice choice) {
    return switch (choice) {
      case ToolChoice.Auto ignored -> "\"auto\"";
      case ToolChoice.None ignored -> "\"none\"";
      case ToolChoice.Required ignored -> "\"required\"";
      case ToolChoice.Named named ->
          "{\"type\":\"function\",\"name\":" + string(named.name()) + "}";
    };
  }

  private static String format(ResponseFormat format) {
    return switch (format) {
      case ResponseFormat.Text ignored -> "{\"type\":\"text\"}";
      case ResponseFormat.Json ignored -> "{\"type\":\"json_object\"}";
      case ResponseFormat.Schema schema ->
          "{\"type\":\"json_schema\",\"name\":%s,\"schema\":%s,\"strict\":%s}"
              .formatted(string(schema.name()), schema.schema(), schema.strict());
    };
  }
}
