package dev.modelrouter.api.simple;

import dev.modelrouter.api.Call;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.dispatch.AnswerSink;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.dispatch.WorkerPool;
import dev.modelrouter.routing.Target;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes the answer of {@code /chat}: one JSON document. */
final class SimpleUnarySink implements AnswerSink {
  private final Call call;
  private final StringBuilder more = new StringBuilder();
  private String text = "";

  SimpleUnarySink(Call call) {
    this.call = call;
  }

  @Override
  public boolean shows(ChatEvent.Content piece) {
    return piece instanceof ChatEvent.TextDelta;
  }

  @Override
  public void begin(Target target, Function<String, @Nullable String> header) {}

  @Override
  public void content(ChatEvent.Content content) {
    if (!(content instanceof ChatEvent.TextDelta(String piece))) {
      return;
    }
    // Nearly always there is one piece, and it is the whole text.
    if (text.isEmpty()) {
      text = piece;
    } else {
      more.append(piece);
    }
  }

  @Override
  public void relay(byte[] bytes, int from, int to) {
    throw new IllegalStateException("nobody speaks the inherited dialect upstream");
  }

  @Override
  public void flush() {}

  @Override
  public boolean full() {
    return false;
  }

  @Override
  public void onDrain(Runnable resume) {
    resume.run();
  }

  @Override
  public void complete(CompletionSummary completionSummary) {
    String whole = more.isEmpty() ? text : text + more;
    if (call.large() || whole.length() > WorkerPool.INLINE_BYTES) {
      call.workers()
          .run(() -> write(whole, completionSummary))
          .onComplete(
              written -> call.json(200, written, null),
              failure ->
                  fail(
                      GatewayError.of(
                          ErrorCode.INTERNAL_ERROR,
                          "The gateway itself failed; tell its operator the request id.")));
    } else {
      call.json(200, write(whole, completionSummary), null);
    }
  }

  private static byte[] write(String whole, CompletionSummary completionSummary) {
    return SimpleAnswerWriter.write(
        new SimpleAnswer(
            whole,
            completionSummary.provider(),
            completionSummary.model(),
            completionSummary.usage(),
            completionSummary.facts()));
  }

  @Override
  public void cut() {
    call.cut();
  }

  @Override
  public void fail(GatewayError error) {
    call.json(
        error.code().status(), SimpleErrorWriter.failure(error, call.id()), error.retryAfter());
  }
}
