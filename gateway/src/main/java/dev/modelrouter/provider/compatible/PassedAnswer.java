package dev.modelrouter.provider.compatible;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.wire.MalformedJsonException;
import java.util.function.Consumer;

/** Tells what the gateway must know of a whole JSON answer that goes to the caller as it is. */
final class PassedAnswer {
  private PassedAnswer() {}

  static void inspect(
      Operation operation, byte[] body, CompatibleErrors errors, Consumer<? super ChatEvent> out) {
    ChunkWatch answer = ChunkWatch.ofWhole();
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
    boolean chosen = operation == Operation.CHAT || operation == Operation.COMPLETION;
    if (!answer.object || (chosen && !answer.content && answer.finish == null)) {
      out.accept(new ChatEvent.Failed(errors.noAnswer()));
      return;
    }
    if (answer.model != null) {
      out.accept(new ChatEvent.Started(answer.model));
    }
    if (answer.usage != null) {
      out.accept(new ChatEvent.UsageReported(answer.usage));
    }
    if (answer.finish != null) {
      out.accept(new ChatEvent.Finished(ChunkReader.finishReason(answer.finish, false)));
    }
    out.accept(ChatEvent.Completed.INSTANCE);
  }
}
