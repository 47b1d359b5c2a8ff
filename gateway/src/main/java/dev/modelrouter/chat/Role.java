package dev.modelrouter.chat;

/** Who speaks in a {@link Message}. */
public enum Role {
  SYSTEM("system"),
  USER("user"),
  ASSISTANT("assistant");

  private final String wire;

  Role(String wire) {
    this.wire = wire;
  }

  /** The name on the wire, the same in the inherited, OpenAI and Ollama dialects. */
  public String wire() {
    return wire;
  }
}
