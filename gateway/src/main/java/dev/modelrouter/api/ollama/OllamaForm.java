package dev.modelrouter.api.ollama;

import dev.modelrouter.chat.Style;
import java.util.Set;

/** The two ways in which Ollama is asked for an answer. */
public enum OllamaForm {
  /** {@code POST /api/chat}: messages in, a message out. */
  CHAT(Style.OLLAMA),
  /** {@code POST /api/generate}: a prompt in, a text out. */
  GENERATE(Style.OLLAMA_PROMPT);

  private final Style style;

  OllamaForm(Style style) {
    this.style = style;
  }

  /** In whose words its bytes are. */
  Style style() {
    return style;
  }

  /** The fields in one of which something is asked. */
  Set<String> asking() {
    return switch (this) {
      case CHAT -> Set.of("messages");
      case GENERATE -> Set.of("prompt", "images");
    };
  }
}
