package dev.modelrouter.api.openai;

import dev.modelrouter.chat.*;
import dev.modelrouter.dispatch.Answer;
import dev.modelrouter.wire.ByteAccumulator;

final class OpenAiStreamWriter {
  OpenAiStreamWriter(ByteAccumulator o, String id, long c, String m, boolean u) {}

  void content(ChatEvent.Content p) {}

  void end(Answer a) {}
}
