package dev.modelrouter.api.gemini;

import dev.modelrouter.api.json.JsonDocument;
import dev.modelrouter.api.json.JsonValue;
import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the JSON of {@code :generateContent} and {@code :streamGenerateContent} into the words that
 * all dialects share. Names may be in camel case or in snake case. Schemas and arguments keep every
 * digit. What has no word is named in {@link ChatRequest#untranslatable} in camel case; a
 * conversation of which a part is kept elsewhere is refused.
 */
public final class GeminiRequestReader {
  private static final Set<String> READ =
      Set.of("contents", "systemInstruction", "tools", "toolConfig", "generationConfig");

  /** Between the caller and whoever runs the server: without them the answer is the same. */
  private static final Set<String> ADMINISTRATIVE =
      Set.of("model", "labels", "store", "serviceTier");

  /** What stands for a part of the conversation that only Google has. */
  private static final Set<String> ELSEWHERE = Set.of("cachedContent", "continuationToken");

  private GeminiRequestReader() {}

  /**
   * Reads one body.
   *
   * @param json UTF-8
   * @param model what the caller asked for, already understood: the path names it
   * @param stream whether the answer is wanted piece by piece: the path says so
   * @throws UntranslatableRequestException naming the first field that is not what the API says
   */
  public static ChatRequest read(byte[] json, ModelId model, boolean stream) {
    return read(JsonDocument.read(json), model, stream);
  }

  /** The same for a request that is part of a body. */
  static ChatRequest read(LocatedJson body, ModelId model, boolean stream) {
    Set<String> untranslatable = new LinkedHashSet<>();
    List<Message> messages =
        new ContentReader(untranslatable)
            .read(ProtoJson.field(body, "systemInstruction"), body.field("contents"));
    GeminiToolReader tools = new GeminiToolReader(untranslatable);
    tools.read(body.field("tools"), ProtoJson.field(body, "toolConfig"));
    GenerationConfigReader config = new GenerationConfigReader(config(body), untranslatable);
    config.check();
    rest(body, untranslatable);
    return new ChatRequest(
        model,
        messages,
        config.sampling(),
        tools.tools(),
        tools.choice(),
        null,
        config.format(),
        config.effort(),
        null,
        stream,
        List.copyOf(untranslatable));
  }

  private static LocatedJson config(LocatedJson body) {
    LocatedJson config = ProtoJson.field(body, "generationConfig");
    return config.isNull()
        ? new LocatedJson(
            config.path(), new JsonValue.JsonObject("{}", 0, 2, new LinkedHashMap<>(), null))
        : config;
  }

  private static void rest(LocatedJson body, Set<String> untranslatable) {
    for (String name : body.names()) {
      String camel = ProtoJson.camel(name);
      if (body.field(name).isNull() || READ.contains(camel) || ADMINISTRATIVE.contains(camel)) {
        continue;
      }
      if (ELSEWHERE.contains(camel)) {
        throw new UntranslatableRequestException(
            name,
            name + " names what only Google's servers keep; send the contents themselves",
            "unsupported_parameter");
      }
      untranslatable.add(camel);
    }
  }
}
