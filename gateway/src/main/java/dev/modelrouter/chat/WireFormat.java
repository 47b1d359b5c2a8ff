package dev.modelrouter.chat;

/** In whose words the bytes of a request are. */
public enum WireFormat {
  /** OpenAI's, and of all who follow it. */
  OPENAI,
  /** Anthropic's Messages. */
  ANTHROPIC,
  /** Google's Gemini. */
  GEMINI,
  /** Ollama's own. */
  OLLAMA,
  /** Ollama's older words, in which what is said is one {@code prompt}. */
  OLLAMA_PROMPT,
  /** Nobody's but this gateway's, since they name what it keeps: they pass to nobody. */
  GATEWAY_ONLY
}
