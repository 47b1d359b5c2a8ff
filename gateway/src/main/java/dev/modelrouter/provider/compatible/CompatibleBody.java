package dev.modelrouter.provider.compatible;

import dev.modelrouter.chat.AnswerFormat;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.Effort;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.provider.CacheMarks;
import dev.modelrouter.provider.ChatBody;
import dev.modelrouter.wire.ByteAccumulator;
import dev.modelrouter.wire.OutboundRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request for {@code POST /chat/completions}. OpenAI has no {@code top_k} and refuses what
 * it does not know, so that is dropped. What speaks of tools is left out where there are none.
 */
final class CompatibleBody {
  private static final String PATH = "/chat/completions";

  private final ChatRequest request;
  private final ByteAccumulator out;
  private final Set<String> dropped;

  private final List<String> unsupported;
  private final CacheMarks cacheMarks;

  private CompatibleBody(
      ChatRequest request, String model, List<String> unsupported, boolean cacheMarks) {
    this.request = request;
    this.unsupported = unsupported;
    this.out = ChatBody.open(request, model);
    this.dropped = new LinkedHashSet<>(request.unspoken());
    this.cacheMarks = new CacheMarks(cacheMarks, dropped);
  }

  /**
   * The request in OpenAI's dialect.
   *
   * @param tokenLimit what the provider calls the most tokens of the answer
   * @param streamUsage whether a stream has to be asked for its usage
   * @param unsupported parameters the provider rejects
   * @param prefillMark what must be true in a last message of the assistant's, or null
   * @param thoughtsBack the field in which the provider wants the model's thoughts back, or null
   * @param cacheMarks whether the provider takes prompt cache marks
   * @throws dev.modelrouter.chat.UnspeakableException if it cannot be said at all
   */
  static OutboundRequest encode(
      ChatRequest request,
      String model,
      String tokenLimit,
      boolean streamUsage,
      List<String> unsupported,
      @Nullable String prefillMark,
      @Nullable String thoughtsBack,
      boolean cacheMarks) {
    return new CompatibleBody(request, model, unsupported, cacheMarks)
        .write(tokenLimit, streamUsage, prefillMark, thoughtsBack);
  }

  private OutboundRequest write(
      String tokenLimit,
      boolean streamUsage,
      @Nullable String prefillMark,
      @Nullable String thoughtsBack) {
    new CompatibleMessages(out, dropped, prefillMark, thoughtsBack, cacheMarks)
        .write(request.messages());
    out.append(']');
    sampling(request.sampling(), tokenLimit);
    tools();
    format();
    Effort effort = request.effort();
    text("reasoning_effort", effort == null ? null : effort.word());
    text("user", request.user());
    out.append(request.stream() ? ",\"stream\":true" : ",\"stream\":false");
    if (request.stream() && streamUsage) {
      out.append(",\"stream_options\":{\"include_usage\":true}");
    }
    return new OutboundRequest(PATH, out.append('}').take(), List.copyOf(dropped));
  }

  private void sampling(Sampling sampling, String tokenLimit) {
    number(tokenLimit, sampling.maxTokens());
    number("temperature", sampling.temperature());
    number("top_p", sampling.topP());
    if (sampling.topK() != null) {
      dropped.add("top_k");
    }
    if (!sampling.stop().isEmpty() && takes("stop")) {
      name("stop");
      ChatBody.stop(out, sampling);
    }
    number("seed", sampling.seed());
    number("frequency_penalty", sampling.frequencyPenalty());
    number("presence_penalty", sampling.presencePenalty());
  }

  private void tools() {
    if (request.tools().isEmpty() || !takes("tools")) {
      return;
    }
    ChatBody.tools(out, request.tools(), "", cacheMarks);
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
    if (parallel != null && takes("parallel_tool_calls")) {
      name("parallel_tool_calls").append(parallel.toString());
    }
  }

  private void format() {
    switch (request.format()) {
      case AnswerFormat.Text ignored -> {}
      case AnswerFormat.Json ignored ->
          out.append(",\"response_format\":{\"type\":\"json_object\"}");
      case AnswerFormat.Schema schema -> {
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
    if (value != null && takes(name)) {
      name(name).append(value.toString());
    }
  }

  private boolean takes(String name) {
    if (unsupported.contains(name)) {
      dropped.add(name);
      return false;
    }
    return true;
  }

  private void text(String name, @Nullable String value) {
    if (value != null && takes(name)) {
      name(name).appendJson(value);
    }
  }

  private ByteAccumulator name(String name) {
    return out.append(",\"").append(name).append("\":");
  }
}
