package dev.modelrouter.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One validated request for an answer in the words that all dialects share.
 *
 * @param model what the caller asked for
 * @param messages the conversation, at least one
 * @param sampling how to choose tokens
 * @param tools what the model may ask to be called, possibly nothing
 * @param toolChoice whether it must
 * @param parallelTools whether it may ask for several at once; null when nobody said
 * @param format the form of the answer's text
 * @param reasoningEffort how long to think, or null when nobody said
 * @param user the caller's own name for its user, or null
 * @param stream whether the caller wants the answer piece by piece
 * @param untranslatable names of parameters that the caller gave and that these words cannot
 *     express
 */
public record ChatRequest(
    ModelId model,
    List<Message> messages,
    Sampling sampling,
    List<Tool> tools,
    ToolChoice toolChoice,
    @Nullable Boolean parallelTools,
    ResponseFormat format,
    @Nullable ReasoningEffort reasoningEffort,
    @Nullable String user,
    boolean stream,
    List<String> untranslatable)
    implements Request {
  public ChatRequest {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
    untranslatable = List.copyOf(untranslatable);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("messages must not be empty");
    }
  }

  /** A conversation with only these two limits. */
  public ChatRequest(
      ModelId model, List<Message> messages, int maxTokens, double temperature, boolean stream) {
    this(
        model,
        messages,
        Sampling.of(maxTokens, temperature),
        List.of(),
        ToolChoice.AUTO,
        null,
        ResponseFormat.TEXT,
        null,
        null,
        stream,
        List.of());
  }

  @Override
  public Operation operation() {
    return Operation.CHAT;
  }

  @Override
  public ChatRequest chat() {
    return this;
  }
}
