package dev.modelrouter.provider.compatible;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ReasoningEffort;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.provider.CacheControlWriter;
import dev.modelrouter.provider.ChatJsonWriter;
import dev.modelrouter.provider.ModelRules;
import dev.modelrouter.provider.ReasoningEffortSelector;
import dev.modelrouter.provider.RequestAdapter;
import dev.modelrouter.provider.RequestRules;
import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.OutboundRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request for {@code POST /chat/completions}. OpenAI has no {@code top_k} and refuses what
 * it does not know, so that is dropped. What speaks of tools is left out where there are none.
 */
final class CompatibleRequestWriter {
  private static final String PATH = "/chat/completions";

  private final ChatRequest request;
  private final ByteBuilder out;
  private final Set<String> dropped;

  private final CacheControlWriter cacheControlWriter;
  private final RequestFormat requestFormat;

  /**
   * How a provider wants requests.
   *
   * @param tokenLimit what it calls the most tokens of the answer
   * @param streamUsage whether a stream has to be asked for its usage
   * @param prefillMark what must be true in a last message of the assistant, or null
   * @param cacheMarks whether it takes prompt cache marks
   * @param rules what else it refuses
   * @param model what the model refuses
   */
  record RequestFormat(
      String tokenLimit,
      boolean streamUsage,
      @Nullable String prefillMark,
      boolean cacheMarks,
      RequestRules rules,
      ModelRules model) {}

  private CompatibleRequestWriter(ChatRequest request, String model, RequestFormat requestFormat) {
    this.request = request;
    this.requestFormat = requestFormat;
    this.out = ChatJsonWriter.open(request, model);
    this.dropped = new LinkedHashSet<>(request.untranslatable());
    this.cacheControlWriter = new CacheControlWriter(requestFormat.cacheMarks(), dropped);
  }

  /**
   * The request in OpenAI's dialect.
   *
   * @param fitted what the provider and its model accept
   * @throws dev.modelrouter.chat.UntranslatableRequestException if it cannot be said at all
   */
  static OutboundRequest encode(RequestAdapter fitted, String model, RequestFormat requestFormat) {
    return new CompatibleRequestWriter(fitted.request(), model, requestFormat)
        .write(fitted.toolNames());
  }

  private OutboundRequest write(Map<String, String> toolNames) {
    new CompatibleMessages(out, dropped, requestFormat, cacheControlWriter)
        .write(request.messages());
    out.append(']');
    sampling(request.sampling(), requestFormat.tokenLimit());
    tools();
    format();
    effort(request.reasoningEffort());
    text("user", request.user());
    out.append(request.stream() ? ",\"stream\":true" : ",\"stream\":false");
    if (request.stream() && requestFormat.streamUsage()) {
      out.append(",\"stream_options\":{\"include_usage\":true}");
    }
    return new OutboundRequest(PATH, out.append('}').take(), List.copyOf(dropped), toolNames);
  }

  private void effort(@Nullable ReasoningEffort reasoningEffort) {
    if (reasoningEffort == null) {
      return;
    }
    ReasoningEffortSelector.SelectedEffort selectedEffort =
        ReasoningEffortSelector.choose(reasoningEffort.wireName(), requestFormat.model().efforts());
    text("reasoning_effort", selectedEffort.word());
    if (selectedEffort.named()) {
      dropped.add("reasoning_effort");
    }
  }

  private void sampling(Sampling sampling, String tokenLimit) {
    number(tokenLimit, sampling.maxTokens());
    number("temperature", sampling.temperature());
    number("top_p", sampling.topP());
    if (sampling.topK() != null) {
      dropped.add("top_k");
    }
    if (!sampling.stop().isEmpty()) {
      name("stop");
      ChatJsonWriter.stop(out, sampling);
    }
    number("seed", sampling.seed());
    number("frequency_penalty", sampling.frequencyPenalty());
    number("presence_penalty", sampling.presencePenalty());
  }

  private void tools() {
    if (request.tools().isEmpty()) {
      return;
    }
    ChatJsonWriter.tools(out, request.tools(), "", cacheControlWriter);
    switch (request.toolChoice()) {
      case ToolChoice.Auto ignored -> {}
      case ToolChoice.None ignored -> out.append(",\"tool_choice\":\"none\"");
      case ToolChoice.Required ignored -> out.append(",\"tool_choice\":\"required\"");
      case ToolChoice.Named named ->
          out.append(",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":")
              .appendJson(named.name())
              .append("}}");
    }
    Boolean parallel = request.parallelTools();
    if (parallel != null) {
      name("parallel_tool_calls").append(parallel.toString());
    }
  }

  private void format() {
    switch (request.format()) {
      case ResponseFormat.Text ignored -> {}
      case ResponseFormat.Json ignored ->
          out.append(",\"response_format\":{\"type\":\"json_object\"}");
      case ResponseFormat.Schema schema -> {
        out.append(",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":")
            .appendJson(schema.name())
            .append(",\"schema\":")
            .append(schema.schema());
        Boolean strict = schema.strict();
        if (strict != null) {
          name("strict").append(strict.toString());
        }
        out.append("}}");
      }
    }
  }

  private void number(String name, @Nullable Number value) {
    if (value != null) {
      name(name).append(value.toString());
    }
  }

  private void text(String name, @Nullable String value) {
    if (value != null) {
      name(name).appendJson(value);
    }
  }

  private ByteBuilder name(String name) {
    return out.append(",\"").append(name).append("\":");
  }
}
