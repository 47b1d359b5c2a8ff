package dev.modelrouter.chat;

/** What providers can be asked to do. */
public enum Operation {
  CHAT("chat", "/chat/completions"),
  COMPLETION("completions", "/completions"),
  EMBEDDING("embeddings", "/embeddings"),
  MODERATION("moderations", "/moderations"),
  IMAGE("images", "/images/generations"),
  SPEECH("speech", "/audio/speech"),
  TRANSCRIPTION("transcriptions", "/audio/transcriptions"),
  TRANSLATION("translations", "/audio/translations"),
  RESPONSE("responses", "/responses"),
  /** Counts the tokens of a chat; of those who cannot, the gateway estimates it. */
  COUNT("count", "");

  private final String wireName;
  private final String path;

  Operation(String word, String path) {
    this.wireName = word;
    this.path = path;
  }

  /**
   * The operation with this name in the provider catalogue.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Operation of(String word) {
    for (Operation operation : values()) {
      if (operation.wireName.equals(word)) {
        return operation;
      }
    }
    throw new IllegalArgumentException("nobody can be asked for '" + word + "'");
  }

  /** Its name in the provider catalogue. */
  public String wireName() {
    return wireName;
  }

  /** Its path in OpenAI's dialect, behind the base path; empty where that has none. */
  public String path() {
    return path;
  }
}
