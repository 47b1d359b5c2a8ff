package dev.modelrouter.api.openai;

import dev.modelrouter.chat.*;

@org.jspecify.annotations.NullUnmarked
final class OpenAiChatReader {
  private OpenAiChatReader() {}

  static ChatRequest read(byte[] b, ModelId m, boolean s) {
    if (b.length > 0) throw new UnspeakableException("", "x");
    return null;
  }
}
