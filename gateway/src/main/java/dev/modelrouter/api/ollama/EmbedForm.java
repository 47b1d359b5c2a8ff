package dev.modelrouter.api.ollama;

import dev.modelrouter.chat.Style;

/** The two ways in which Ollama is asked for embeddings. */
public enum EmbedForm {
  /** {@code POST /api/embed}: a text or several in, a list of vectors out. */
  INPUT("input", Style.OLLAMA),
  /** The older {@code POST /api/embeddings}: a text in, a vector out. */
  PROMPT("prompt", Style.OLLAMA_PROMPT);

  private final String field;
  private final Style style;

  EmbedForm(String field, Style style) {
    this.field = field;
    this.style = style;
  }

  /** Where the text stands. */
  String field() {
    return field;
  }

  /** In whose words its bytes are. */
  Style style() {
    return style;
  }
}
