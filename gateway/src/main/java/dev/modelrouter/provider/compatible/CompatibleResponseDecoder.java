package dev.modelrouter.provider.compatible;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.provider.FinishReasonTable.Meaning;
import dev.modelrouter.wire.MalformedJsonException;
import java.util.function.Consumer;

/** Reads a whole chat completion. */
final class CompatibleResponseDecoder {
  private CompatibleResponseDecoder() {}

  static void decode(
      byte[] body, CompatibleErrorClassifier errors, Consumer<? super ChatEvent> out) {
    ChunkReader answer = ChunkReader.ofUnary();
    try {
      answer.read(body, 0, body.length);
    } catch (MalformedJsonException e) {
      out.accept(new ChatEvent.Failed(errors.noAnswer()));
      return;
    }
    if (answer.hasError()) {
      out.accept(new ChatEvent.Failed(errors.inBand(body, answer.errorFrom, answer.errorTo)));
      return;
    }
    if (answer.failure != null) {
      out.accept(new ChatEvent.Failed(errors.gaveUp(answer.failure)));
      return;
    }
    if (!answer.hasChoices
        || (answer.text == null
            && answer.media.isEmpty()
            && answer.finish == Meaning.NONE
            && answer.calls.size() == 0)) {
      out.accept(new ChatEvent.Failed(errors.noAnswer()));
      return;
    }
    if (answer.model != null) {
      out.accept(new ChatEvent.Started(answer.model));
    }
    if (answer.reasoning != null && !answer.reasoning.isEmpty()) {
      out.accept(new ChatEvent.ReasoningDelta(answer.reasoning));
    }
    if (answer.text != null && !answer.text.isEmpty()) {
      out.accept(new ChatEvent.TextDelta(answer.text));
    }
    answer.media.forEach(media -> out.accept(new ChatEvent.MediaOutput(media)));
    ToolCallAccumulator calls = new ToolCallAccumulator();
    calls.emit(answer.calls, answer.id, out);
    calls.end(answer.finish == Meaning.LENGTH, out);
    if (answer.finish != Meaning.NONE) {
      out.accept(new ChatEvent.Finished(answer.finish.reason(calls.wereEmitted())));
    }
    if (answer.usage != null) {
      out.accept(new ChatEvent.UsageReported(answer.usage));
    }
    out.accept(ChatEvent.Completed.INSTANCE);
  }
}
