package dev.modelrouter.provider.compatible;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.provider.EmbeddingEncoding;
import dev.modelrouter.provider.FinishReasonTable;
import dev.modelrouter.provider.FinishReasonTable.Meaning;
import dev.modelrouter.wire.MalformedJsonException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells what the gateway must know of a whole JSON answer that goes to the caller as it is. */
final class ResponseInspector {
  private ResponseInspector() {}

  /**
   * Tells it, and gives what the caller is to have: the same bytes, but for vectors that were asked
   * for in base64 and came as numbers.
   */
  static byte[] inspect(
      PassthroughRequest request,
      byte[] body,
      CompatibleErrorClassifier errors,
      Consumer<? super ChatEvent> out) {
    byte[] passed = body;
    if (request.operation() == Operation.EMBEDDING && EmbeddingEncoding.isBase64(request.body())) {
      try {
        byte[] packed = EmbeddingEncoding.pack(body);
        passed = packed == null ? body : packed;
      } catch (MalformedJsonException | NumberFormatException e) {
        out.accept(new ChatEvent.Failed(errors.noAnswer()));
        return body;
      }
    }
    inspect(request.operation(), body, errors, out);
    return passed;
  }

  private static void inspect(
      Operation operation,
      byte[] body,
      CompatibleErrorClassifier errors,
      Consumer<? super ChatEvent> out) {
    ChunkInspector answer = ChunkInspector.ofUnary();
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
    String failure = operation == Operation.RESPONSE ? failedStatus(answer) : answer.failure;
    if (failure != null) {
      out.accept(new ChatEvent.Failed(errors.gaveUp(failure)));
      return;
    }
    boolean chosen = operation == Operation.CHAT || operation == Operation.COMPLETION;
    if (!answer.object || (chosen && !answer.content && answer.finish == Meaning.NONE)) {
      out.accept(new ChatEvent.Failed(errors.noAnswer()));
      return;
    }
    if (answer.model != null) {
      out.accept(new ChatEvent.Started(answer.model));
    }
    if (answer.usage != null) {
      out.accept(new ChatEvent.UsageReported(answer.usage));
    }
    if (answer.finish != Meaning.NONE) {
      out.accept(new ChatEvent.Finished(answer.finish.reason(false)));
    }
    out.accept(ChatEvent.Completed.INSTANCE);
  }

  /** The status of a response that failed, though it has no error; else null. */
  private static @Nullable String failedStatus(ChunkInspector answer) {
    String status = answer.status;
    return status != null && FinishReasonTable.OPENAI.read(status) == Meaning.FAILURE
        ? status
        : null;
  }
}
