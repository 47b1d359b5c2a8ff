package dev.modelrouter.api.ollama;

/** The two ways in which Ollama is asked for an answer. */
public enum OllamaForm {
  /** {@code POST /api/chat}: messages in, a message out. */
  CHAT,
  /** {@code POST /api/generate}: a prompt in, a text out. */
  GENERATE
}
