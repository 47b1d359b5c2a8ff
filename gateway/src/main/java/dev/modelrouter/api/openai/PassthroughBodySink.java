package dev.modelrouter.api.openai;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.ResponseHeaders;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.dispatch.AnswerSink;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.routing.Target;
import dev.modelrouter.wire.ByteBuilder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes an answer of any kind, such as sound, as it comes from the provider. */
final class PassthroughBodySink implements AnswerSink {
  private static final int EXTRA_CAPACITY = 16 * 1024;

  private final Call call;
  private final ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY);
  private boolean started;

  PassthroughBodySink(Call call) {
    this.call = call;
  }

  @Override
  public boolean shows(ChatEvent.Content piece) {
    return true;
  }

  @Override
  public void begin(Target target, Function<String, @Nullable String> header) {
    started = true;
    ResponseHeaders.answer(call);
    String type = header.apply("content-type");
    call.beginBody(type == null ? "application/octet-stream" : type);
  }

  @Override
  public void content(ChatEvent.Content piece) {
    throw new IllegalStateException("nobody reads such an answer");
  }

  @Override
  public void relay(byte[] bytes, int from, int to) {
    out.append(bytes, from, to);
  }

  @Override
  public void flush() {
    if (out.size() > 0) {
      call.write(out.take());
    }
  }

  @Override
  public int pending() {
    return out.size();
  }

  @Override
  public void closeConnection() {
    call.closeConnection();
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
    call.endStream(out.take());
  }

  @Override
  public void cut() {
    call.cut();
  }

  @Override
  public void fail(GatewayError error) {
    if (started) {
      // There is no place for a sentence in sound.
      call.breakOff();
    } else {
      OpenAiErrorResponses.failed(call, error);
    }
  }
}
