package dev.modelrouter.api.openai;

import dev.modelrouter.api.json.JsonDocument;
import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.ReasoningEffort;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of {@code POST /v1/chat/completions} into the words that all dialects share, for a
 * target that speaks another one. Schemas and arguments are kept as they were written, every digit
 * of them. What has no word is named in {@link ChatRequest#untranslatable}: parameters by their
 * name, with an index for one tool of several ({@code tools[1]}), and {@code messages.name} once
 * for all messages.
 */
public final class OpenAiChatReader {
  private static final double MAX_TEMPERATURE = 2;
  private static final double MAX_PENALTY = 2;

  private final LocatedJson body;
  private final Set<String> untranslatable = new LinkedHashSet<>();

  private OpenAiChatReader(LocatedJson body) {
    this.body = body;
  }

  /**
   * Reads one body.
   *
   * @param json UTF-8
   * @param model what the caller asked for, already understood
   * @param stream whether the answer is wanted piece by piece
   * @throws UntranslatableRequestException naming the first field that is not what the API says
   */
  public static ChatRequest read(byte[] json, ModelId model, boolean stream) {
    return new OpenAiChatReader(JsonDocument.read(json)).request(model, stream);
  }

  private ChatRequest request(ModelId model, boolean stream) {
    List<Message> messages = new OpenAiMessageReader(untranslatable).read(body.field("messages"));
    OpenAiToolReader tools = new OpenAiToolReader(untranslatable);
    tools.read(body);
    sound(body.field("modalities"));
    ResponseFormat format = format(body.field("response_format"));
    for (String name : body.names()) {
      if (!OpenAiParameters.isTranslatable(name, body.field(name))) {
        untranslatable.add(name);
      }
    }
    String effort = body.field("reasoning_effort").optionalText();
    return new ChatRequest(
        model,
        messages,
        sampling(),
        tools.tools(),
        tools.choice(),
        body.field("parallel_tool_calls").optionalTruth(),
        format,
        effort == null ? null : ReasoningEffort.of(effort),
        body.field("user").optionalText(),
        stream,
        List.copyOf(untranslatable));
  }

  /** Without its sound it would be another answer. */
  private static void sound(LocatedJson modalities) {
    if (modalities.isArray()) {
      for (LocatedJson modality : modalities.elements()) {
        if (modality.isText() && modality.text().equals("audio")) {
          throw new UntranslatableRequestException(
              modality.path(),
              modality.path() + " is audio, which only OpenAI's own API answers with here");
        }
      }
    }
  }

  private Sampling sampling() {
    Integer limit = count("max_completion_tokens");
    return new Sampling(
        limit == null ? count("max_tokens") : limit,
        body.field("temperature").optionalNumber(0, MAX_TEMPERATURE),
        body.field("top_p").optionalNumber(0, 1),
        topK(),
        stop(body.field("stop")),
        body.field("seed").optionalInteger(Long.MIN_VALUE, Long.MAX_VALUE),
        body.field("frequency_penalty").optionalNumber(-MAX_PENALTY, MAX_PENALTY),
        body.field("presence_penalty").optionalNumber(-MAX_PENALTY, MAX_PENALTY));
  }

  private @Nullable Integer count(String name) {
    LocatedJson located = body.field(name);
    Long count = located.optionalInteger(-1, Integer.MAX_VALUE);
    if (count != null && count == 0) {
      throw located.must("be at least 1, or the number -1 for no limit");
    }
    // LM Studio and others say -1 where they mean none.
    return count == null || count < 0 ? null : (Integer) count.intValue();
  }

  /** Not OpenAI's own, but known to many servers of this dialect, where 0 and -1 mean all. */
  private @Nullable Integer topK() {
    Long count = body.field("top_k").optionalInteger(-1, Integer.MAX_VALUE);
    return count == null || count < 1 ? null : count.intValue();
  }

  private static List<String> stop(LocatedJson stop) {
    if (stop.isNull()) {
      return List.of();
    }
    if (stop.isText()) {
      return List.of(stop.text());
    }
    if (!stop.isArray()) {
      throw stop.must("be a string or an array of strings");
    }
    List<String> all = new ArrayList<>();
    for (LocatedJson one : stop.elements()) {
      all.add(one.text());
    }
    return all;
  }

  private ResponseFormat format(LocatedJson format) {
    if (format.isNull()) {
      return ResponseFormat.TEXT;
    }
    LocatedJson type = format.field("type");
    return switch (type.text()) {
      case "text" -> ResponseFormat.TEXT;
      case "json_object" -> new ResponseFormat.Json();
      case "json_schema" -> schema(format.field("json_schema"));
      default ->
          throw new UntranslatableRequestException(
              type.path(), type.path() + " must be text, json_object or json_schema");
    };
  }

  private ResponseFormat schema(LocatedJson format) {
    LocatedJson schema = format.field("schema");
    LocatedJson description = format.field("description");
    if (!description.isNull()) {
      untranslatable.add(description.path());
    }
    return new ResponseFormat.Schema(
        format.field("name").text(),
        schema.isNull() ? "{}" : schema.raw(),
        format.field("strict").optionalTruth());
  }
}
