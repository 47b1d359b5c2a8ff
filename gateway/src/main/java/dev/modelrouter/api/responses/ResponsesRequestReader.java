package dev.modelrouter.api.responses;

import dev.modelrouter.api.json.JsonDocument;
import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.ReasoningEffort;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of {@code POST /v1/responses} into the words that all dialects share, for a target
 * that speaks another one. Schemas and arguments are kept as they were written, every digit of
 * them. What has no word is named in {@link ChatRequest#untranslatable}: parameters by their name,
 * with an index for one tool or item of several ({@code tools[1]}, {@code input[3]}).
 */
public final class ResponsesRequestReader {
  private static final double MAX_TEMPERATURE = 2;

  private final LocatedJson body;
  private final Set<String> untranslatable = new LinkedHashSet<>();

  private ResponsesRequestReader(LocatedJson body) {
    this.body = body;
  }

  /**
   * Reads one body where no answer is remembered.
   *
   * @param json UTF-8
   * @param model what the caller asked for, already understood
   * @param stream whether the answer is wanted piece by piece
   * @throws UntranslatableRequestException naming the first field that is not what the API says, or
   *     that cannot be done without
   */
  public static ResponsesRequest read(byte[] json, ModelId model, boolean stream) {
    return read(json, model, stream, id -> null);
  }

  /**
   * Reads one body.
   *
   * @param json UTF-8
   * @param model what the caller asked for, already understood
   * @param stream whether the answer is wanted piece by piece
   * @param memory tells the answer that this caller got with this id, or null
   * @throws UntranslatableRequestException naming the first field that is not what the API says, or
   *     that cannot be done without; {@code previous_response_id} where there is no such answer
   */
  public static ResponsesRequest read(
      byte[] json,
      ModelId model,
      boolean stream,
      Function<String, @Nullable StoredResponse> memory) {
    return new ResponsesRequestReader(JsonDocument.read(json))
        .request(model, stream, memory, json.length);
  }

  private ResponsesRequest request(
      ModelId model,
      boolean stream,
      Function<String, @Nullable StoredResponse> memory,
      int length) {
    List<LocatedJson> items = new ArrayList<>(earlier(memory));
    Set<String> known = new HashSet<>();
    for (LocatedJson item : items) {
      String id = item.field("id").optionalText();
      if (id != null) {
        known.add(id);
      }
    }
    LocatedJson input = body.field("input");
    String text = input.isText() ? input.text() : null;
    if (text == null && !(input.isNull() && !items.isEmpty())) {
      if (!input.isArray()) {
        throw input.must("be a string or an array of items");
      }
      items.addAll(input.elements());
    }
    ItemReader reader = new ItemReader(untranslatable, known);
    List<Message> messages = messages(reader, items, text);
    ResponsesToolReader tools = new ResponsesToolReader(untranslatable);
    tools.read(body, reader.tools());
    ResponseFormat format = format(body.field("text"));
    ResponsesParameters.check(body, untranslatable);
    ChatRequest chat =
        new ChatRequest(
            model,
            messages,
            sampling(),
            tools.tools(),
            tools.choice(),
            body.field("parallel_tool_calls").optionalTruth(),
            format,
            effort(body.field("reasoning")),
            body.field("user").optionalText(),
            stream,
            List.copyOf(untranslatable));
    boolean store = !Boolean.FALSE.equals(body.field("store").optionalTruth());
    return new ResponsesRequest(
        chat,
        EchoedRequestFields.of(body),
        tools.customTools(),
        tools.spaced(),
        store ? InputItem.write(items, text, length) : null);
  }

  private List<LocatedJson> earlier(Function<String, @Nullable StoredResponse> memory) {
    String id = body.field("previous_response_id").optionalText();
    if (id == null) {
      return List.of();
    }
    StoredResponse stored = memory.apply(id);
    if (stored == null) {
      throw ResponsesErrorWriter.noPrevious(id);
    }
    return stored.items();
  }

  private List<Message> messages(
      ItemReader reader, List<LocatedJson> items, @Nullable String text) {
    String instructions = body.field("instructions").optionalText();
    if (instructions != null) {
      reader.addMessage(Role.SYSTEM, instructions);
    }
    for (LocatedJson item : items) {
      reader.read(item);
    }
    if (text != null) {
      reader.addMessage(Role.USER, text);
    }
    List<Message> messages = reader.messages();
    if (messages.size() == (instructions == null ? 0 : 1)) {
      throw new UntranslatableRequestException(
          "input", "input must have at least one item that can be read");
    }
    return messages;
  }

  private Sampling sampling() {
    Long limit = body.field("max_output_tokens").optionalInteger(1, Integer.MAX_VALUE);
    return new Sampling(
        limit == null ? null : limit.intValue(),
        body.field("temperature").optionalNumber(0, MAX_TEMPERATURE),
        body.field("top_p").optionalNumber(0, 1),
        null,
        List.of(),
        null,
        null,
        null);
  }

  private static @Nullable ReasoningEffort effort(LocatedJson reasoning) {
    String effort = reasoning.isNull() ? null : reasoning.field("effort").optionalText();
    return effort == null ? null : ReasoningEffort.of(effort);
  }

  private ResponseFormat format(LocatedJson text) {
    LocatedJson format = text.isNull() ? text : text.field("format");
    if (format.isNull()) {
      return ResponseFormat.TEXT;
    }
    LocatedJson type = format.field("type");
    return switch (type.text()) {
      case "text" -> ResponseFormat.TEXT;
      case "json_object" -> new ResponseFormat.Json();
      case "json_schema" -> schema(format);
      default ->
          throw new UntranslatableRequestException(
              type.path(), type.path() + " must be text, json_object or json_schema");
    };
  }

  private ResponseFormat schema(LocatedJson format) {
    LocatedJson description = format.field("description");
    if (!description.isNull()) {
      untranslatable.add(description.path());
    }
    return new ResponseFormat.Schema(
        format.field("name").text(),
        format.field("schema").raw(),
        format.field("strict").optionalTruth());
  }
}
