package dev.modelrouter.api.ollama;

import dev.modelrouter.api.json.JsonDocument;
import dev.modelrouter.api.json.JsonValue;
import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.ReasoningEffort;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of {@code POST /api/chat} and {@code POST /api/generate} into the words that all
 * dialects share. Schemas and arguments are kept as they were written, every digit of them. What
 * has no word is named in {@link ChatRequest#untranslatable}, options with {@code options.} before
 * them.
 */
public final class OllamaRequestReader {
  private static final Set<String> LEVELS = Set.of("low", "medium", "high", "max");

  /** Others want a schema to have a name. */
  private static final String SCHEMA = "answer";

  private final OllamaEndpoint form;
  private final LocatedJson body;
  private final Set<String> untranslatable = new LinkedHashSet<>();

  private OllamaRequestReader(OllamaEndpoint form, LocatedJson body) {
    this.form = form;
    this.body = body;
  }

  /**
   * Reads one body.
   *
   * @param json UTF-8, in which something is asked; see {@link OllamaEnvelope}
   * @param model what the caller asked for, already understood
   * @param stream whether the answer is wanted piece by piece
   * @throws UntranslatableRequestException naming the first field that is not what the API says
   */
  public static ChatRequest read(OllamaEndpoint form, byte[] json, ModelId model, boolean stream) {
    return new OllamaRequestReader(form, JsonDocument.read(json)).request(model, stream);
  }

  private ChatRequest request(ModelId model, boolean stream) {
    List<Message> messages =
        switch (form) {
          case CHAT -> OllamaMessageReader.read(body.field("messages").elements());
          case GENERATE -> prompt();
        };
    for (String name : body.names()) {
      if (!OllamaParameters.isTranslatable(form, name, body.field(name))) {
        untranslatable.add(name);
      }
    }
    Sampling sampling = OptionReader.read(body.field("options"), untranslatable);
    return new ChatRequest(
        model,
        messages,
        sampling,
        form == OllamaEndpoint.CHAT ? tools(body.field("tools")) : List.of(),
        ToolChoice.AUTO,
        null,
        format(body.field("format")),
        effort(body.field("think")),
        null,
        stream,
        List.copyOf(untranslatable));
  }

  private List<Message> prompt() {
    String suffix = body.field("suffix").optionalText();
    if (suffix != null && !suffix.isEmpty()) {
      throw new UntranslatableRequestException(
          "suffix", "suffix cannot be said: no provider fills a gap between two texts");
    }
    LocatedJson context = body.field("context");
    if (!context.isNull() && !context.elements().isEmpty()) {
      throw new UntranslatableRequestException(
          "context",
          "context cannot be said: its numbers mean something to the Ollama that gave them only;"
              + " send the conversation to /api/chat");
    }
    List<ContentPart> said =
        OllamaMessageReader.contents(body.field("prompt"), body.field("images"));
    String system = body.field("system").optionalText();
    Message user = new Message(Role.USER, said);
    return system == null || system.isEmpty()
        ? List.of(user)
        : List.of(new Message(Role.SYSTEM, system), user);
  }

  private static List<Tool> tools(LocatedJson tools) {
    if (tools.isNull()) {
      return List.of();
    }
    List<Tool> all = new ArrayList<>();
    for (LocatedJson tool : tools.elements()) {
      LocatedJson type = tool.field("type");
      String word = type.optionalText();
      if (word != null && !word.equals("function")) {
        throw new UntranslatableRequestException(type.path(), type.path() + " must be function");
      }
      LocatedJson function = tool.field("function");
      LocatedJson parameters = function.field("parameters");
      all.add(
          new Tool(
              function.field("name").text(),
              function.field("description").optionalText(),
              parameters.isNull() ? null : parameters.raw(),
              function.field("strict").optionalTruth()));
    }
    return all;
  }

  private static ResponseFormat format(LocatedJson format) {
    if (format.isNull()) {
      return ResponseFormat.TEXT;
    }
    if (format.isObject()) {
      return new ResponseFormat.Schema(SCHEMA, format.raw(), null);
    }
    return switch (format.isText() ? format.text() : "?") {
      case "" -> ResponseFormat.TEXT;
      case "json" -> new ResponseFormat.Json();
      default ->
          throw new UntranslatableRequestException(
              "format", "format must be json or a JSON Schema object");
    };
  }

  private static @Nullable ReasoningEffort effort(LocatedJson think) {
    return switch (think.value()) {
      case JsonValue.Null ignored -> null;
      case JsonValue.Bool bool ->
          bool.value() ? new ReasoningEffort(null, null) : ReasoningEffort.of("none");
      case JsonValue.Text text when LEVELS.contains(text.value()) ->
          ReasoningEffort.of(text.value());
      default ->
          throw new UntranslatableRequestException(
              "think", "think must be true, false, low, medium, high or max");
    };
  }
}
