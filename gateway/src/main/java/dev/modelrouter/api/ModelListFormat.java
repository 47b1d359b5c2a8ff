package dev.modelrouter.api;

/** The API in whose form a list of models is answered: three of them have it at the same path. */
public enum ModelListFormat {
  OPENAI,
  ANTHROPIC,
  GOOGLE;

  /** The form for a request, by its path and the headers that only one API's clients send. */
  public static ModelListFormat of(Call call) {
    return switch (ErrorFormat.of(call)) {
      case ANTHROPIC -> ANTHROPIC;
      case GOOGLE -> GOOGLE;
      case OPENAI, OLLAMA, PLAIN -> OPENAI;
    };
  }
}
