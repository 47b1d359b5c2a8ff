package dev.modelrouter.chat;

import java.util.List;

/**
 * One validated request for an answer, whatever dialect it came in.
 *
 * @param model what the caller asked for
 * @param messages the conversation, at least one
 * @param maxTokens most tokens the answer may have, at least 1
 * @param temperature sampling temperature, 0.0 to 2.0
 * @param stream whether the caller wants the answer piece by piece
 */
public record ChatRequest(
    ModelId model, List<Message> messages, int maxTokens, double temperature, boolean stream) {
  public ChatRequest {
    messages = List.copyOf(messages);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("messages must not be empty");
    }
  }
}
