package dev.modelrouter.api.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.chat.AnswerFormat;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.chat.UnspeakableException;
import dev.modelrouter.wire.JsonScanner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a chat completion into the words that all dialects share, for targets that
 * speak another one. Pieces of JSON that are only handed on (schemas, arguments) stay text, so that
 * their numbers keep every digit. What the words cannot express is noted by name.
 */
final class OpenAiChatReader {
  private final byte[] bytes;
  private final JsonScanner json = new JsonScanner();
  private final List<Message> messages = new ArrayList<>();
  private final Map<String, String> calls = new HashMap<>();
  private final List<Tool> tools = new ArrayList<>();
  private final List<String> stop = new ArrayList<>();
  private final List<String> unspoken = new ArrayList<>();
  private ToolChoice toolChoice = ToolChoice.AUTO;
  private @Nullable Boolean parallelTools;
  private AnswerFormat format = AnswerFormat.TEXT;
  private @Nullable String reasoningEffort;
  private @Nullable String user;
  private @Nullable Integer maxTokens;
  private @Nullable Double temperature;
  private @Nullable Double topP;
  private @Nullable Integer topK;
  private @Nullable Long seed;
  private @Nullable Double frequencyPenalty;
  private @Nullable Double presencePenalty;

  private OpenAiChatReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads one.
   *
   * @param body a JSON object; that it is one has been checked
   * @throws UnspeakableException naming the field that has a wrong shape
   */
  static ChatRequest read(byte[] body, ModelId model, boolean stream) {
    return new OpenAiChatReader(body).walk(model, stream);
  }

  private ChatRequest walk(ModelId model, boolean stream) {
    json.reset(bytes, 0, bytes.length);
    json.beginObject();
    for (boolean first = true; json.nextField(first); first = false) {
      field(json.decodedName());
    }
    if (messages.isEmpty()) {
      throw wrong("messages", "must be a list with at least one message");
    }
    return new ChatRequest(
        model,
        messages,
        new Sampling(
            maxTokens, temperature, topP, topK, stop, seed, frequencyPenalty, presencePenalty),
        tools,
        toolChoice,
        parallelTools,
        format,
        reasoningEffort,
        user,
        stream,
        unspoken);
  }

  private void field(String name) {
    if (json.isNull()) {
      json.skip();
      return;
    }
    switch (name) {
      case "messages" -> messages();
      case "max_tokens", "max_completion_tokens" -> maxTokens = (int) whole(name, 1);
      case "temperature" -> temperature = number(name);
      case "top_p" -> topP = number(name);
      case "top_k" -> topK = (int) whole(name, 1);
      case "seed" -> seed = whole(name, Long.MIN_VALUE);
      case "frequency_penalty" -> frequencyPenalty = number(name);
      case "presence_penalty" -> presencePenalty = number(name);
      case "stop" -> stop();
      case "tools" -> tools();
      case "functions" -> functions();
      case "tool_choice", "function_call" -> toolChoice(name);
      case "parallel_tool_calls" -> parallelTools = flag(name);
      case "response_format" -> format();
      case "reasoning_effort" -> reasoningEffort = text(name);
      case "user" -> user = text(name);
      case "n" -> {
        if (whole(name, 1) > 1) {
          unspoken.add(name);
        }
      }
      case "logprobs" -> {
        if (flag(name)) {
          unspoken.add(name);
        }
      }
      // Who keeps, bills or streams the answer is not part of what is said.
      case "model",
          "stream",
          "stream_options",
          "store",
          "metadata",
          "service_tier",
          "safety_identifier",
          "prompt_cache_key",
          "models",
          "provider",
          "route",
          "transforms" ->
          json.skip();
      default -> {
        unspoken.add(name);
        json.skip();
      }
    }
  }

  // Messages.

  private void messages() {
    if (!json.beginArray()) {
      throw wrong("messages", "must be a list");
    }
    for (boolean first = true; json.nextElement(first); first = false) {
      messages.add(message("messages[" + messages.size() + "]"));
    }
  }

  private Message message(String at) {
    if (!json.beginObject()) {
      throw wrong(at, "must be an object");
    }
    String role = null;
    String callId = null;
    String name = null;
    List<ContentPart> said = new ArrayList<>();
    List<ContentPart> wanted = new ArrayList<>();
    String reasoning = null;
    for (boolean first = true; json.nextField(first); first = false) {
      String field = json.decodedName();
      if (json.isNull()) {
        json.skip();
        continue;
      }
      switch (field) {
        case "role" -> role = text(at + ".role");
        case "content" -> content(at + ".content", said);
        case "refusal" -> said.add(new ContentPart.Text(text(at + ".refusal")));
        case "reasoning_content", "reasoning" -> {
          if (json.isString()) {
            reasoning = json.string();
          } else {
            json.skip();
          }
        }
        case "tool_calls" -> toolCalls(at + ".tool_calls", wanted);
        case "function_call" -> wanted.add(functionCall(at + ".function_call", "call_function"));
        case "tool_call_id" -> callId = text(at + ".tool_call_id");
        case "name" -> name = text(at + ".name");
        default -> json.skip();
      }
    }
    if (role == null) {
      throw wrong(at + ".role", "is missing");
    }
    return switch (role) {
      case "system" -> new Message(Role.SYSTEM, said);
      case "developer" -> new Message(Role.DEVELOPER, said);
      case "user" -> new Message(Role.USER, said);
      case "assistant" -> {
        List<ContentPart> parts = new ArrayList<>();
        if (reasoning != null) {
          parts.add(new ContentPart.Reasoning(reasoning, null));
        }
        parts.addAll(said);
        parts.addAll(wanted);
        yield new Message(Role.ASSISTANT, parts);
      }
      case "tool", "function" -> {
        String id = callId == null ? "call_function" : callId;
        String text = new Message(Role.TOOL, said).text();
        String tool = name == null ? calls.get(id) : name;
        yield new Message(Role.TOOL, List.of(new ContentPart.ToolResult(id, tool, text, false)));
      }
      default -> throw wrong(at + ".role", "must be system, developer, user, assistant or tool");
    };
  }

  private void content(String at, List<ContentPart> out) {
    if (json.isString()) {
      out.add(new ContentPart.Text(json.string()));
      return;
    }
    if (!json.beginArray()) {
      throw wrong(at, "must be a string or a list of parts");
    }
    int index = 0;
    for (boolean first = true; json.nextElement(first); first = false) {
      out.add(part(at + "[" + index++ + "]"));
    }
  }

  private ContentPart part(String at) {
    if (json.isString()) {
      return new ContentPart.Text(json.string());
    }
    if (!json.beginObject()) {
      throw wrong(at, "must be an object");
    }
    PartReader part = new PartReader(json, at);
    return part.read();
  }

  private void toolCalls(String at, List<ContentPart> out) {
    if (!json.beginArray()) {
      throw wrong(at, "must be a list");
    }
    for (boolean first = true; json.nextElement(first); first = false) {
      String here = at + "[" + out.size() + "]";
      if (!json.beginObject()) {
        throw wrong(here, "must be an object");
      }
      String id = null;
      ContentPart.ToolCall call = null;
      for (boolean firstField = true; json.nextField(firstField); firstField = false) {
        switch (json.decodedName()) {
          case "id" -> id = text(here + ".id");
          case "function" -> call = functionCall(here + ".function", "");
          default -> json.skip();
        }
      }
      if (call == null) {
        throw wrong(here + ".function", "is missing");
      }
      String known = id == null ? "call_" + out.size() : id;
      calls.put(known, call.name());
      out.add(new ContentPart.ToolCall(known, call.name(), call.arguments()));
    }
  }

  private ContentPart.ToolCall functionCall(String at, String id) {
    if (!json.beginObject()) {
      throw wrong(at, "must be an object");
    }
    String name = null;
    String arguments = "{}";
    for (boolean first = true; json.nextField(first); first = false) {
      switch (json.decodedName()) {
        case "name" -> name = text(at + ".name");
        case "arguments" -> {
          String given = json.isString() ? json.string() : raw();
          arguments = given.isBlank() ? "{}" : given;
        }
        default -> json.skip();
      }
    }
    if (name == null) {
      throw wrong(at + ".name", "is missing");
    }
    return new ContentPart.ToolCall(id, name, arguments);
  }

  // Tools and format.

  private void tools() {
    if (!json.beginArray()) {
      throw wrong("tools", "must be a list");
    }
    for (boolean first = true; json.nextElement(first); first = false) {
      String at = "tools[" + tools.size() + "]";
      if (!json.beginObject()) {
        throw wrong(at, "must be an object");
      }
      boolean function = false;
      String type = "function";
      for (boolean firstField = true; json.nextField(firstField); firstField = false) {
        switch (json.decodedName()) {
          case "type" -> type = text(at + ".type");
          case "function" -> {
            function = true;
            tools.add(function(at + ".function"));
          }
          default -> json.skip();
        }
      }
      if (!function) {
        unspoken.add("tools:" + type);
      }
    }
  }

  private void functions() {
    if (!json.beginArray()) {
      throw wrong("functions", "must be a list");
    }
    for (boolean first = true; json.nextElement(first); first = false) {
      tools.add(function("functions[" + tools.size() + "]"));
    }
  }

  private Tool function(String at) {
    if (!json.beginObject()) {
      throw wrong(at, "must be an object");
    }
    String name = null;
    String description = null;
    String parameters = null;
    Boolean strict = null;
    for (boolean first = true; json.nextField(first); first = false) {
      String field = json.decodedName();
      if (json.isNull()) {
        json.skip();
        continue;
      }
      switch (field) {
        case "name" -> name = text(at + ".name");
        case "description" -> description = text(at + ".description");
        case "parameters" -> parameters = raw();
        case "strict" -> strict = flag(at + ".strict");
        default -> json.skip();
      }
    }
    if (name == null) {
      throw wrong(at + ".name", "is missing");
    }
    return new Tool(name, description, parameters, strict);
  }

  private void toolChoice(String at) {
    if (json.isString()) {
      String word = json.string();
      toolChoice =
          switch (word) {
            case "auto" -> ToolChoice.AUTO;
            case "none" -> new ToolChoice.None();
            case "required" -> new ToolChoice.Required();
            default -> throw wrong(at, "must be auto, none, required or an object");
          };
      return;
    }
    if (!json.beginObject()) {
      throw wrong(at, "must be auto, none, required or an object");
    }
    String name = null;
    for (boolean first = true; json.nextField(first); first = false) {
      switch (json.decodedName()) {
        case "function" -> name = functionCall(at + ".function", "").name();
        case "name" -> name = text(at + ".name");
        default -> json.skip();
      }
    }
    if (name == null) {
      unspoken.add(at);
    } else {
      toolChoice = new ToolChoice.Named(name);
    }
  }

  private void format() {
    if (!json.beginObject()) {
      throw wrong("response_format", "must be an object");
    }
    String type = null;
    AnswerFormat schema = null;
    for (boolean first = true; json.nextField(first); first = false) {
      switch (json.decodedName()) {
        case "type" -> type = text("response_format.type");
        case "json_schema" -> schema = schema();
        default -> json.skip();
      }
    }
    format =
        switch (type) {
          case "text" -> AnswerFormat.TEXT;
          case "json_object" -> new AnswerFormat.Json();
          case "json_schema" -> {
            if (schema == null) {
              throw wrong("response_format.json_schema", "is missing");
            }
            yield schema;
          }
          case null, default ->
              throw wrong("response_format.type", "must be text, json_object or json_schema");
        };
  }

  private AnswerFormat schema() {
    if (!json.beginObject()) {
      throw wrong("response_format.json_schema", "must be an object");
    }
    String name = "answer";
    String schema = "{}";
    Boolean strict = null;
    for (boolean first = true; json.nextField(first); first = false) {
      String field = json.decodedName();
      if (json.isNull()) {
        json.skip();
        continue;
      }
      switch (field) {
        case "name" -> name = text("response_format.json_schema.name");
        case "schema" -> schema = raw();
        case "strict" -> strict = flag("response_format.json_schema.strict");
        default -> json.skip();
      }
    }
    return new AnswerFormat.Schema(name, schema, strict);
  }

  private void stop() {
    if (json.isString()) {
      stop.add(json.string());
      return;
    }
    if (!json.beginArray()) {
      throw wrong("stop", "must be a string or a list of strings");
    }
    for (boolean first = true; json.nextElement(first); first = false) {
      stop.add(text("stop"));
    }
  }

  // Values.

  private String text(String at) {
    if (!json.isString()) {
      throw wrong(at, "must be a string");
    }
    return json.string();
  }

  private boolean flag(String at) {
    boolean yes = json.isTrue();
    if (!yes && !json.isFalse()) {
      throw wrong(at, "must be true or false");
    }
    json.skip();
    return yes;
  }

  private double number(String at) {
    if (!json.isNumber()) {
      throw wrong(at, "must be a number");
    }
    try {
      return Double.parseDouble(raw());
    } catch (NumberFormatException e) {
      throw wrong(at, "must be a number");
    }
  }

  private long whole(String at, long least) {
    if (!json.isNumber()) {
      throw wrong(at, "must be a whole number");
    }
    long value = json.wholeNumber();
    if (value < least) {
      throw wrong(at, "must be at least " + least);
    }
    return least == Long.MIN_VALUE ? value : Math.min(value, Integer.MAX_VALUE);
  }

  private String raw() {
    json.isNull();
    int from = json.position();
    json.skip();
    return new String(bytes, from, json.position() - from, UTF_8);
  }

  static UnspeakableException wrong(String at, String what) {
    return new UnspeakableException(at, "'" + at + "' " + what + ".");
  }
}
