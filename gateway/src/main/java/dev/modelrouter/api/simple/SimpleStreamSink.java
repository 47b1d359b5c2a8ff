package dev.modelrouter.api.simple;

import dev.modelrouter.api.Call;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.dispatch.AnswerSink;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.routing.Target;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answer of {@code /stream}: server-sent events. What one upstream read brought leaves
 * in one write.
 */
final class SimpleStreamSink implements AnswerSink {
  private final Call call;
  private final SimpleStreamWriter writer = new SimpleStreamWriter();
  private boolean started;

  SimpleStreamSink(Call call) {
    this.call = call;
  }

  @Override
  public boolean shows(ChatEvent.Content piece) {
    return piece instanceof ChatEvent.TextDelta;
  }

  @Override
  public void begin(Target target, Function<String, @Nullable String> header) {
    if (!started) {
      open();
    }
  }

  private void open() {
    started = true;
    call.beginStream(Call.EVENT_STREAM);
  }

  @Override
  public boolean canContinue() {
    return true;
  }

  @Override
  public void continueBy(Target target) {
    writer.comment("x-modelrouter continued by " + target.id());
  }

  @Override
  public void content(ChatEvent.Content piece) {
    if (piece instanceof ChatEvent.TextDelta text) {
      writer.text(text.text());
    }
  }

  @Override
  public void relay(byte[] bytes, int from, int to) {
    throw new IllegalStateException("nobody speaks the inherited dialect upstream");
  }

  @Override
  public void flush() {
    if (writer.size() > 0) {
      call.write(writer.take());
    }
  }

  @Override
  public int pending() {
    return writer.size();
  }

  @Override
  public void closeConnection() {
    call.closeConnection();
  }

  @Override
  public void keepAlive() {
    if (call.over()) {
      return;
    }
    if (!started) {
      open();
    }
    // Only whole events have been written: a comment cannot land inside one.
    writer.comment("keep-alive");
    call.write(writer.take());
  }

  @Override
  public boolean full() {
    return call.full();
  }

  @Override
  public void onDrain(Runnable resume) {
    call.onDrain(resume);
  }

  @Override
  public void complete(CompletionSummary completionSummary) {
    writer.done();
    call.endStream(writer.take());
  }

  @Override
  public void cut() {
    call.cut();
  }

  @Override
  public void fail(GatewayError error) {
    if (!started) {
      call.json(
          error.code().status(), SimpleErrorWriter.failure(error, call.id()), error.retryAfter());
      return;
    }
    writer.error(error, call.id());
    call.endStream(writer.take());
  }
}
