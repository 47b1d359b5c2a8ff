package dev.modelrouter.chat;

/** Who speaks in a {@link Message}. */
public enum Role {
  SYSTEM("system"),
  /** OpenAI's newer word for who runs the application; others call it system. */
  DEVELOPER("developer"),
  USER("user"),
  ASSISTANT("assistant"),
  TOOL("tool");

  private final String wire;

  Role(String wire) {
    this.wire = wire;
  }

  /**
   * The name on the wire in OpenAI's dialect, and where they know it in the inherited and Ollama's.
   */
  public String wire() {
    return wire;
  }
}
