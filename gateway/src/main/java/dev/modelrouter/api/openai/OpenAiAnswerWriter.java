package dev.modelrouter.api.openai;

import dev.modelrouter.chat.*;
import dev.modelrouter.dispatch.Answer;
import java.util.List;

final class OpenAiAnswerWriter {
  private OpenAiAnswerWriter() {}

  static byte[] write(String id, long c, List<ChatEvent.Content> s, Answer a) {
    return new byte[0];
  }
}
