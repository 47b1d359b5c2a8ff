package dev.modelrouter.api.anthropic;

import dev.modelrouter.api.json.CacheControlReader;
import dev.modelrouter.api.json.JsonDocument;
import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.CacheControl;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
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
 * Reads the JSON of {@code POST /v1/messages} into the words that all dialects share. Schemas and
 * arguments keep every digit. What has no word is named in {@link ChatRequest#untranslatable}.
 */
public final class AnthropicRequestReader {
  private static final String SCHEMA_NAME = "response";
  private static final Set<String> READ =
      Set.of(
          "model",
          "messages",
          "system",
          "max_tokens",
          "temperature",
          "top_p",
          "top_k",
          "stop_sequences",
          "stream",
          "tools",
          "tool_choice",
          "thinking",
          "output_config",
          "output_format",
          "metadata");

  /** Where it is computed, at what price, what is cached: without them the answer is the same. */
  private static final Set<String> ADMINISTRATIVE =
      Set.of(
          "cache_control",
          "service_tier",
          "inference_geo",
          "context_management",
          "diagnostics",
          "betas");

  private AnthropicRequestReader() {}

  /**
   * Reads one body.
   *
   * @param json UTF-8
   * @param model what the caller asked for, already understood
   * @param stream whether the answer is wanted piece by piece
   * @throws UntranslatableRequestException naming the first field that is not what the API says
   */
  public static ChatRequest read(byte[] json, ModelId model, boolean stream) {
    LocatedJson body = JsonDocument.read(json);
    Set<String> untranslatable = new LinkedHashSet<>();
    ServerState.refuse(body);
    List<Message> messages =
        cached(
            new AnthropicMessageReader(untranslatable)
                .read(body.field("system"), body.field("messages")),
            body);
    AnthropicToolReader tools = new AnthropicToolReader(untranslatable);
    tools.read(body.field("tools"), body.field("tool_choice"));
    LocatedJson metadata = body.field("metadata");
    ChatRequest request =
        new ChatRequest(
            model,
            messages,
            sampling(body, untranslatable),
            tools.tools(),
            tools.choice(),
            tools.parallel(),
            format(body),
            effort(body),
            metadata.isNull() ? null : metadata.field("user_id").optionalText(),
            stream,
            List.of());
    inside(body.field("output_config"), untranslatable);
    for (String name : body.names()) {
      if (!READ.contains(name) && !ADMINISTRATIVE.contains(name) && !body.field(name).isNull()) {
        untranslatable.add(name);
      }
    }
    return untranslatable.isEmpty() ? request : with(request, List.copyOf(untranslatable));
  }

  /** A mark on the whole request stands for one on its last block. */
  private static List<Message> cached(List<Message> messages, LocatedJson body) {
    CacheControl mark = CacheControlReader.of(body);
    Message last = messages.getLast();
    if (mark == null || last.parts().isEmpty()) {
      return messages;
    }
    List<ContentPart> parts = new ArrayList<>(last.parts());
    parts.set(parts.size() - 1, parts.getLast().cached(mark));
    List<Message> all = new ArrayList<>(messages);
    all.set(all.size() - 1, new Message(last.role(), parts));
    return all;
  }

  private static void inside(LocatedJson config, Set<String> untranslatable) {
    if (config.isNull()) {
      return;
    }
    for (String name : config.names()) {
      if (!name.equals("effort") && !name.equals("format") && !config.field(name).isNull()) {
        untranslatable.add("output_config." + name);
      }
    }
  }

  private static ChatRequest with(ChatRequest request, List<String> untranslatable) {
    return new ChatRequest(
        request.model(),
        request.messages(),
        request.sampling(),
        request.tools(),
        request.toolChoice(),
        request.parallelTools(),
        request.format(),
        request.reasoningEffort(),
        request.user(),
        request.stream(),
        untranslatable);
  }

  private static Sampling sampling(LocatedJson body, Set<String> untranslatable) {
    Long max = body.field("max_tokens").optionalInteger(0, Integer.MAX_VALUE);
    if (max != null && max == 0) {
      // Anthropic fills its cache and answers nothing; elsewhere one token is the least.
      max = 1L;
      untranslatable.add("max_tokens");
    }
    Long topK = body.field("top_k").optionalInteger(0, Integer.MAX_VALUE);
    List<String> stop = new ArrayList<>();
    if (!body.field("stop_sequences").isNull()) {
      body.field("stop_sequences").elements().forEach(each -> stop.add(each.text()));
    }
    return new Sampling(
        max == null ? null : max.intValue(),
        body.field("temperature").optionalNumber(0, 1),
        body.field("top_p").optionalNumber(0, 1),
        topK == null || topK == 0 ? null : topK.intValue(),
        stop,
        null,
        null,
        null);
  }

  /** {@code output_config.effort} is the level; {@code thinking} says whether, and how many. */
  private static @Nullable ReasoningEffort effort(LocatedJson body) {
    LocatedJson config = body.field("output_config");
    String level = config.isNull() ? null : config.field("effort").optionalText();
    LocatedJson thinking = body.field("thinking");
    if (thinking.isNull()) {
      return level == null ? null : ReasoningEffort.of(level);
    }
    LocatedJson type = thinking.field("type");
    return switch (type.text()) {
      case "disabled" -> ReasoningEffort.of("none");
      case "adaptive", "between_tools" -> new ReasoningEffort(level, null);
      case "enabled" -> {
        Long budget = thinking.field("budget_tokens").optionalInteger(1, Integer.MAX_VALUE);
        yield new ReasoningEffort(level, budget == null ? null : budget.intValue());
      }
      default -> throw type.must("be enabled, adaptive, between_tools or disabled");
    };
  }

  private static ResponseFormat format(LocatedJson body) {
    LocatedJson config = body.field("output_config");
    LocatedJson format = config.isNull() ? body.field("output_format") : config.field("format");
    if (format.isNull()) {
      return ResponseFormat.TEXT;
    }
    LocatedJson type = format.field("type");
    return switch (type.text()) {
      case "text" -> ResponseFormat.TEXT;
      case "json_schema" ->
          new ResponseFormat.Schema(SCHEMA_NAME, format.field("schema").raw(), true);
      default -> throw type.must("be json_schema");
    };
  }
}
