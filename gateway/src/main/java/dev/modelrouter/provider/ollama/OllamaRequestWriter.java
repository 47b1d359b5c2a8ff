package dev.modelrouter.provider.ollama;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ReasoningEffort;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.provider.CacheControlWriter;
import dev.modelrouter.provider.ChatJsonWriter;
import dev.modelrouter.provider.ModelRules;
import dev.modelrouter.provider.RequestAdapter;
import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.OutboundRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request for {@code POST /api/chat}. What Ollama has no words for is named as dropped:
 * that a tool must be called (of a tool chosen by name only its description is sent), that only one
 * may be. Sounds, and documents that are no text, are refused. A caller's name for its user is left
 * out without a word: the answer is the same.
 */
final class OllamaRequestWriter {
  static final String PATH = "/api/chat";
  private static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";

  private final ChatRequest request;
  private final ByteBuilder out;
  private final Set<String> dropped;
  private final @Nullable Integer contextTokens;

  private OllamaRequestWriter(ChatRequest request, String model, ModelRules known) {
    this.request = request;
    this.contextTokens = known.contextTokens();
    this.out = ChatJsonWriter.open(request, model);
    this.dropped = new LinkedHashSet<>(request.untranslatable());
  }

  /**
   * The request as Ollama takes it.
   *
   * @throws dev.modelrouter.chat.UntranslatableRequestException if it cannot be said at all
   */
  static OutboundRequest encode(RequestAdapter fitted, String model, ModelRules known) {
    return new OllamaRequestWriter(fitted.request(), model, known).write(fitted.toolNames());
  }

  private OutboundRequest write(Map<String, String> toolNames) {
    new OllamaMessages(out, dropped).write(request.messages());
    out.append(']');
    tools();
    format();
    think();
    // Ollama streams unless it is told not to.
    out.append(request.stream() ? ",\"stream\":true" : ",\"stream\":false");
    options(request.sampling());
    return new OutboundRequest(PATH, out.append('}').take(), List.copyOf(dropped), toolNames);
  }

  private void tools() {
    if (Boolean.FALSE.equals(request.parallelTools()) && !request.tools().isEmpty()) {
      dropped.add("parallel_tool_calls");
    }
    List<Tool> tools =
        switch (request.toolChoice()) {
          case ToolChoice.Auto ignored -> request.tools();
          case ToolChoice.None ignored -> List.of();
          case ToolChoice.Required ignored -> {
            dropped.add("tool_choice");
            yield request.tools();
          }
          case ToolChoice.Named named -> {
            dropped.add("tool_choice");
            yield request.tools().stream()
                .filter(tool -> tool.name().equals(named.name()))
                .toList();
          }
        };
    if (!tools.isEmpty()) {
      ChatJsonWriter.tools(out, tools, NO_PARAMETERS, new CacheControlWriter(false, dropped));
    }
  }

  private void format() {
    switch (request.format()) {
      case ResponseFormat.Text ignored -> {}
      case ResponseFormat.Json ignored -> out.append(",\"format\":\"json\"");
      case ResponseFormat.Schema schema -> out.append(",\"format\":").append(schema.schema());
    }
  }

  private void think() {
    ReasoningEffort reasoningEffort = request.reasoningEffort();
    if (reasoningEffort == null) {
      return;
    }
    if (reasoningEffort.level() == null && reasoningEffort.budget() == null) {
      out.append(",\"think\":true");
      return;
    }
    switch (reasoningEffort.wireName()) {
      case "none" -> out.append(",\"think\":false");
      case "minimal", "low" -> out.append(",\"think\":\"low\"");
      case "medium" -> out.append(",\"think\":\"medium\"");
      case "high" -> out.append(",\"think\":\"high\"");
      case "xhigh", "max" -> out.append(",\"think\":\"max\"");
      default -> dropped.add("reasoning_effort");
    }
  }

  private void options(Sampling sampling) {
    out.append(",\"options\":{");
    int start = out.size();
    // Without it a server cuts what is longer than its default from the prompt's beginning.
    option(start, "num_ctx", contextTokens);
    option(start, "num_predict", sampling.maxTokens());
    option(start, "temperature", sampling.temperature());
    option(start, "top_p", sampling.topP());
    option(start, "top_k", sampling.topK());
    if (!sampling.stop().isEmpty()) {
      name(start, "stop");
      ChatJsonWriter.stop(out, sampling);
    }
    option(start, "seed", sampling.seed());
    option(start, "frequency_penalty", sampling.frequencyPenalty());
    option(start, "presence_penalty", sampling.presencePenalty());
    out.append('}');
  }

  private void option(int start, String name, @Nullable Number value) {
    if (value != null) {
      name(start, name);
      out.append(value.toString());
    }
  }

  private void name(int start, String name) {
    out.append(out.size() == start ? "\"" : ",\"").append(name).append("\":");
  }
}
