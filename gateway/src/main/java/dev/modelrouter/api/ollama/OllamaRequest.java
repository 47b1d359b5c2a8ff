package dev.modelrouter.api.ollama;

import dev.modelrouter.chat.ChatRequest;

/** What a caller wants who sends something to {@code /api/chat} or {@code /api/generate}. */
public sealed interface OllamaRequest {

  /**
   * An answer.
   *
   * @param chat the request in the words that all dialects share
   */
  record Question(ChatRequest chat) implements OllamaRequest {}

  /**
   * No answer: a model is to be at hand, or need no longer be. It says so by asking nothing. No
   * provider has to hear of it; see OllamaAnswerWriter.
   *
   * @param unload whether it need no longer be at hand
   */
  record Load(boolean unload) implements OllamaRequest {}
}
