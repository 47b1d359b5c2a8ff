package dev.modelrouter.provider.gemini;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ReasoningEffort;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.provider.CacheControlWriter;
import dev.modelrouter.provider.ChatJsonWriter;
import dev.modelrouter.provider.RequestAdapter;
import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.OutboundRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@code GenerateContentRequest}. What Gemini has no words for is named as dropped; a
 * caller's name for its user is left out without a word: the answer is the same.
 */
final class GeminiRequestWriter {
  private final ChatRequest request;
  private final String model;
  private final ByteBuilder out;
  private final Set<String> dropped;

  private GeminiRequestWriter(ChatRequest request, String model) {
    this.request = request;
    this.model = model;
    this.out = new ByteBuilder(ChatJsonWriter.size(request));
    this.dropped = new LinkedHashSet<>(request.untranslatable());
  }

  /**
   * The request as Gemini takes it.
   *
   * @param model the model's plain name
   * @throws dev.modelrouter.chat.UntranslatableRequestException if it cannot be said at all
   */
  static OutboundRequest encode(RequestAdapter fitted, String model) {
    return new GeminiRequestWriter(fitted.request(), model).write(fitted.toolNames());
  }

  private OutboundRequest write(Map<String, String> toolNames) {
    out.append('{');
    int from = system();
    out.append("\"contents\":");
    new GeminiContents(out, dropped).write(GeminiTurns.of(request.messages(), from, dropped));
    if (!request.tools().isEmpty()) {
      tools();
      choice();
    }
    config(request.sampling());
    return new OutboundRequest(
        GeminiModelPaths.path(model, request.stream()),
        out.append('}').take(),
        List.copyOf(dropped),
        toolNames);
  }

  /** Writes who runs the application, and says where the others begin to speak. */
  private int system() {
    StringBuilder text = new StringBuilder();
    int index = 0;
    while (index < request.messages().size()) {
      Message message = request.messages().get(index);
      if (message.role() != Role.SYSTEM && message.role() != Role.DEVELOPER) {
        break;
      }
      new CacheControlWriter(false, dropped).written(message);
      text.append(text.isEmpty() || message.text().isEmpty() ? "" : "\n\n").append(message.text());
      index++;
    }
    if (!text.isEmpty()) {
      out.append("\"systemInstruction\":{\"parts\":[{\"text\":")
          .appendJson(text.toString())
          .append("}]},");
    }
    return index;
  }

  private void tools() {
    String before = ",\"tools\":[{\"functionDeclarations\":[";
    for (Tool tool : request.tools()) {
      if (tool.cache() != null) {
        dropped.add("cache_control");
      }
      out.append(before).append("{\"name\":").appendJson(tool.name());
      if (tool.description() != null) {
        out.append(",\"description\":").appendJson(tool.description());
      }
      if (tool.parameters() != null) {
        GeminiSchema.append(out, tool.parameters());
      }
      out.append('}');
      before = ",";
      if (Boolean.TRUE.equals(tool.strict())) {
        dropped.add("tools.strict");
      }
    }
    out.append("]}]");
    if (Boolean.FALSE.equals(request.parallelTools())) {
      dropped.add("parallel_tool_calls");
    }
  }

  private void choice() {
    String config = ",\"toolConfig\":{\"functionCallingConfig\":{\"mode\":";
    switch (request.toolChoice()) {
      case ToolChoice.Auto ignored -> {}
      case ToolChoice.None ignored -> out.append(config).append("\"NONE\"}}");
      case ToolChoice.Required ignored -> out.append(config).append("\"ANY\"}}");
      case ToolChoice.Named named ->
          out.append(config)
              .append("\"ANY\",\"allowedFunctionNames\":[")
              .appendJson(named.name())
              .append("]}}");
    }
  }

  private void config(Sampling sampling) {
    out.append(",\"generationConfig\":{");
    int start = out.size();
    number(start, "maxOutputTokens", sampling.maxTokens());
    number(start, "temperature", sampling.temperature());
    number(start, "topP", sampling.topP());
    number(start, "topK", sampling.topK());
    if (!sampling.stop().isEmpty()) {
      name(start, "stopSequences");
      ChatJsonWriter.stop(out, sampling);
    }
    Long seed = sampling.seed();
    if (seed != null && seed.intValue() != seed) {
      dropped.add("seed");
      seed = null;
    }
    number(start, "seed", seed);
    number(start, "frequencyPenalty", sampling.frequencyPenalty());
    number(start, "presencePenalty", sampling.presencePenalty());
    format(start);
    if (request.reasoningEffort() != null) {
      think(start, request.reasoningEffort());
    }
    out.append('}');
  }

  private void think(int start, ReasoningEffort reasoningEffort) {
    if (GeminiThinking.thinks(model)) {
      name(start, "thinkingConfig");
      GeminiThinking.append(out, reasoningEffort, model, request.sampling().maxTokens(), dropped);
    } else if (!reasoningEffort.isNone()) {
      dropped.add(GeminiThinking.NAME);
    }
  }

  private void format(int start) {
    switch (request.format()) {
      case ResponseFormat.Text ignored -> {}
      case ResponseFormat.Json ignored -> json(start);
      case ResponseFormat.Schema schema -> {
        json(start);
        out.append(",\"responseJsonSchema\":").append(schema.schema());
      }
    }
  }

  private void json(int start) {
    name(start, "responseMimeType");
    out.append("\"application/json\"");
  }

  private void number(int start, String name, @Nullable Number value) {
    if (value != null) {
      name(start, name);
      out.append(value.toString());
    }
  }

  private void name(int start, String name) {
    out.append(out.size() == start ? "\"" : ",\"").append(name).append("\":");
  }
}
