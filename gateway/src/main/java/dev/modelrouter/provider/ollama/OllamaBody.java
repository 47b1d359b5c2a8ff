package dev.modelrouter.provider.ollama;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.chat.AnswerFormat;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.chat.UnspeakableException;
import dev.modelrouter.wire.ByteAccumulator;
import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;
import dev.modelrouter.wire.OutboundRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request for Ollama's {@code POST /api/chat}. What Ollama has no words for is left out
 * and named; pictures it would have to fetch are refused, since an answer that has not seen them
 * would be wrong without a sign.
 */
final class OllamaBody {
  private static final String PATH = "/api/chat";
  private static final int ROOM = 256;
  private static final int ROOM_PER_MESSAGE = 40;

  private final ChatRequest request;
  private final List<String> dropped;
  private final ByteAccumulator out;
  private boolean option;

  private OllamaBody(ChatRequest request) {
    this.request = request;
    this.dropped = new ArrayList<>(request.unspoken());
    int size = ROOM;
    for (Message message : request.messages()) {
      size += message.text().length() + ROOM_PER_MESSAGE;
    }
    this.out = new ByteAccumulator(size);
  }

  /**
   * The call for this request.
   *
   * @throws UnspeakableException if it has something in it that must not be left out
   */
  static OutboundRequest of(ChatRequest request, String model) {
    return new OllamaBody(request).write(model);
  }

  private OutboundRequest write(String model) {
    out.append("{\"model\":").appendJson(model).append(",\"messages\":[");
    List<Message> messages = request.messages();
    for (int i = 0; i < messages.size(); i++) {
      out.append(i == 0 ? "{\"role\":\"" : ",{\"role\":\"");
      message(messages.get(i), i);
      out.append('}');
    }
    // Ollama streams unless it is told not to.
    out.append(request.stream() ? "],\"stream\":true" : "],\"stream\":false");
    tools();
    format();
    think();
    options(request.sampling());
    if (Boolean.FALSE.equals(request.parallelTools())) {
      dropped.add("parallel_tool_calls");
    }
    return new OutboundRequest(PATH, out.append('}').take(), dropped);
  }

  private void message(Message message, int index) {
    // Ollama's templates know no developer.
    Role role = message.role() == Role.DEVELOPER ? Role.SYSTEM : message.role();
    out.append(role.wire()).append("\",\"content\":");
    ContentPart.ToolResult result = result(message);
    out.appendJson(result == null ? message.text() : result.text());
    if (result != null) {
      if (result.name() != null) {
        out.append(",\"tool_name\":").appendJson(result.name());
      }
      out.append(",\"tool_call_id\":").appendJson(result.callId());
    }
    int images = 0;
    int calls = 0;
    for (ContentPart part : message.parts()) {
      switch (part) {
        case ContentPart.Text ignored -> {}
        case ContentPart.ToolResult ignored -> {}
        case ContentPart.Reasoning thought -> {
          if (!thought.text().isEmpty()) {
            out.append(",\"thinking\":").appendJson(thought.text());
          }
        }
        case ContentPart.Image image -> {
          out.append(images++ == 0 ? ",\"images\":[" : ",").appendJson(inline(image, index));
        }
        case ContentPart.ToolCall ignored -> calls++;
        case ContentPart.Audio ignored -> throw unspeakable(index, "sound");
        case ContentPart.Document ignored -> throw unspeakable(index, "documents");
      }
    }
    if (images > 0) {
      out.append(']');
    }
    if (calls > 0) {
      toolCalls(message);
    }
  }

  private static ContentPart.@Nullable ToolResult result(Message message) {
    for (ContentPart part : message.parts()) {
      if (part instanceof ContentPart.ToolResult result) {
        return result;
      }
    }
    return null;
  }

  private static String inline(ContentPart.Image image, int index) {
    return switch (image.media()) {
      case Media.Inline inline -> inline.base64();
      case Media.Remote ignored ->
          throw new UnspeakableException(
              "messages[" + index + "].content",
              "Ollama fetches no pictures; send them as data: URLs.");
    };
  }

  private static UnspeakableException unspeakable(int index, String what) {
    return new UnspeakableException(
        "messages[" + index + "].content", "Ollama does not understand " + what + ".");
  }

  private void toolCalls(Message message) {
    int index = 0;
    for (ContentPart part : message.parts()) {
      if (part instanceof ContentPart.ToolCall call) {
        out.append(index == 0 ? ",\"tool_calls\":[" : ",");
        out.append("{\"id\":").appendJson(call.id());
        out.append(",\"function\":{\"index\":").append(Integer.toString(index++));
        out.append(",\"name\":").appendJson(call.name());
        out.append(",\"arguments\":").append(object(call.arguments())).append("}}");
      }
    }
    out.append(']');
  }

  /** Arguments as the object Ollama wants; what a model wrote that is none is put into one. */
  private static String object(String arguments) {
    byte[] utf8 = arguments.getBytes(UTF_8);
    JsonScanner json = new JsonScanner();
    json.reset(utf8, 0, utf8.length);
    try {
      if (json.isContainer() && !arguments.stripLeading().startsWith("[")) {
        json.skip();
        json.finish();
        return arguments;
      }
    } catch (MalformedJsonException e) {
      // Handed on as text below.
    }
    byte[] text = new ByteAccumulator(utf8.length + 2).appendJson(arguments).take();
    return "{\"input\":" + new String(text, UTF_8) + "}";
  }

  private void tools() {
    ToolChoice choice = request.toolChoice();
    if (choice instanceof ToolChoice.Required || choice instanceof ToolChoice.Named) {
      dropped.add("tool_choice");
    }
    if (request.tools().isEmpty() || choice instanceof ToolChoice.None) {
      return;
    }
    String separator = ",\"tools\":[";
    for (Tool tool : request.tools()) {
      out.append(separator).append("{\"type\":\"function\",\"function\":{\"name\":");
      out.appendJson(tool.name()).append(",\"description\":");
      out.appendJson(tool.description() == null ? "" : tool.description());
      out.append(",\"parameters\":");
      out.append(
          tool.parameters() == null
              ? "{\"type\":\"object\",\"properties\":{}}"
              : tool.parameters());
      out.append("}}");
      separator = ",";
    }
    out.append(']');
  }

  private void format() {
    switch (request.format()) {
      case AnswerFormat.Text ignored -> {}
      case AnswerFormat.Json ignored -> out.append(",\"format\":\"json\"");
      case AnswerFormat.Schema schema -> out.append(",\"format\":").append(schema.schema());
    }
  }

  private void think() {
    String effort = request.reasoningEffort();
    if (effort == null) {
      return;
    }
    out.append(",\"think\":");
    switch (effort) {
      case "none" -> out.append("false");
      case "minimal", "low" -> out.append("\"low\"");
      case "medium" -> out.append("\"medium\"");
      case "high" -> out.append("\"high\"");
      default -> out.append("true");
    }
  }

  private void options(Sampling sampling) {
    out.append(",\"options\":{");
    option("num_predict", sampling.maxTokens());
    option("temperature", sampling.temperature());
    option("top_p", sampling.topP());
    option("top_k", sampling.topK());
    option("seed", sampling.seed());
    option("frequency_penalty", sampling.frequencyPenalty());
    option("presence_penalty", sampling.presencePenalty());
    String separator = option ? ",\"stop\":[" : "\"stop\":[";
    for (String text : sampling.stop()) {
      out.append(separator).appendJson(text);
      separator = ",";
    }
    out.append(sampling.stop().isEmpty() ? "}" : "]}");
  }

  private void option(String name, @Nullable Number value) {
    if (value != null) {
      out.append(option ? ",\"" : "\"").append(name).append("\":").append(value.toString());
      option = true;
    }
  }
}
