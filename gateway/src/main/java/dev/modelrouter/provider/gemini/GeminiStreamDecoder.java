package dev.modelrouter.provider.gemini;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.wire.MalformedJsonException;
import dev.modelrouter.wire.SseHandler;
import dev.modelrouter.wire.SseParser;
import java.util.function.Consumer;

/** Reads the event stream of {@code alt=sse}, which has no end mark: it just ends. */
final class GeminiStreamDecoder implements StreamDecoder, SseHandler {
  private static final int MAX_EVENT_BYTES = 64 * 1024 * 1024;

  private final GeminiErrorClassifier errors;
  private final GeminiResponseDecoder answer;
  private final SseParser events = new SseParser(MAX_EVENT_BYTES, this);
  private Consumer<? super ChatEvent> out = event -> {};
  private boolean over;

  GeminiStreamDecoder(GeminiErrorClassifier errors) {
    this.errors = errors;
    this.answer = new GeminiResponseDecoder(errors);
  }

  @Override
  public void feed(byte[] bytes, int offset, int length, Consumer<? super ChatEvent> out) {
    if (!over) {
      this.out = out;
      events.feed(bytes, offset, length);
    }
  }

  @Override
  public long heldBytes() {
    return events.held();
  }

  @Override
  public void end(Consumer<? super ChatEvent> out) {
    if (over) {
      return;
    }
    this.out = out;
    events.end();
    if (!over) {
      over = true;
      out.accept(answer.end(out));
    }
  }

  @Override
  public void tooLong() {
    fail(errors.tooLong());
  }

  @Override
  public void data(byte[] bytes, int from, int to) {
    if (over || from == to) {
      return;
    }
    GatewayError failure;
    try {
      failure = answer.add(bytes, from, to, out);
    } catch (MalformedJsonException e) {
      out.accept(new ChatEvent.Skipped(e.what()));
      return;
    }
    if (failure != null) {
      fail(failure);
    }
  }

  private void fail(GatewayError failure) {
    if (!over) {
      over = true;
      out.accept(new ChatEvent.Failed(failure));
    }
  }
}
