package dev.modelrouter.provider.anthropic;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.wire.MalformedJsonException;
import dev.modelrouter.wire.SseHandler;
import dev.modelrouter.wire.SseParser;
import java.util.function.Consumer;

/**
 * Reads the event stream of a message. The name of each event stands in its data too, so only the
 * data is read. Kinds of events that are not known are passed over.
 */
final class AnthropicStreamDecoder implements StreamDecoder, SseHandler {
  private static final int MAX_EVENT_BYTES = 64 * 1024 * 1024;

  private final AnthropicErrorClassifier errors;
  private final SseParser events = new SseParser(MAX_EVENT_BYTES, this);
  private final AnthropicResponseReader event = new AnthropicResponseReader();
  private Consumer<? super ChatEvent> out = ignored -> {};
  private boolean over;

  AnthropicStreamDecoder(AnthropicErrorClassifier errors) {
    this.errors = errors;
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
    if (event.finished()) {
      // The model had stopped; only the end mark is missing.
      over(ChatEvent.Completed.INSTANCE);
    } else {
      over(new ChatEvent.Failed(event.hasEmitted() ? errors.cutOff() : errors.noAnswer()));
    }
  }

  @Override
  public void tooLong() {
    over(new ChatEvent.Failed(errors.tooLong()));
  }

  @Override
  public void data(byte[] bytes, int from, int to) {
    if (over || from == to) {
      return;
    }
    try {
      event.read(bytes, from, to);
    } catch (MalformedJsonException e) {
      out.accept(new ChatEvent.Skipped(e.what()));
      return;
    }
    switch (event.eventType) {
      case ERROR ->
          over(new ChatEvent.Failed(errors.inBand(bytes, event.errorFrom, event.errorTo)));
      case MESSAGE_STOP -> {
        event.end(out);
        over(
            event.finished() || event.hasEmitted()
                ? ChatEvent.Completed.INSTANCE
                : new ChatEvent.Failed(errors.noAnswer()));
      }
      default -> {
        event.emit(out);
        String failure = event.failure();
        if (failure != null) {
          over(new ChatEvent.Failed(errors.gaveUp(failure)));
        }
      }
    }
  }

  private void over(ChatEvent last) {
    if (!over) {
      over = true;
      out.accept(last);
    }
  }
}
