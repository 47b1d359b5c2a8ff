package dev.modelrouter.api.ollama;

import dev.modelrouter.chat.WireFormat;
import java.util.Set;

/** The two ways in which Ollama is asked for an answer. */
public enum OllamaEndpoint {
  /** {@code POST /api/chat}: messages in, a message out. */
  CHAT(WireFormat.OLLAMA),
  /** {@code POST /api/generate}: a prompt in, a text out. */
  GENERATE(WireFormat.OLLAMA_PROMPT);

  private final WireFormat wireFormat;

  OllamaEndpoint(WireFormat wireFormat) {
    this.wireFormat = wireFormat;
  }

  /** In whose words its bytes are. */
  WireFormat style() {
    return wireFormat;
  }

  /** The fields in one of which something is asked. */
  Set<String> asking() {
    return switch (this) {
      case CHAT -> Set.of("messages");
      case GENERATE -> Set.of("prompt", "images");
    };
  }
}
