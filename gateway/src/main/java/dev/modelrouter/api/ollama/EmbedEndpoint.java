package dev.modelrouter.api.ollama;

import dev.modelrouter.chat.WireFormat;

/** The two ways in which Ollama is asked for embeddings. */
public enum EmbedEndpoint {
  /** {@code POST /api/embed}: a text or several in, a list of vectors out. */
  INPUT("input", WireFormat.OLLAMA),
  /** The older {@code POST /api/embeddings}: a text in, a vector out. */
  PROMPT("prompt", WireFormat.OLLAMA_PROMPT);

  private final String field;
  private final WireFormat wireFormat;

  EmbedEndpoint(String field, WireFormat wireFormat) {
    this.field = field;
    this.wireFormat = wireFormat;
  }

  /** Where the text stands. */
  String field() {
    return field;
  }

  /** In whose words its bytes are. */
  WireFormat style() {
    return wireFormat;
  }
}
