package dev.modelrouter.provider.ollama;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.wire.LineHandler;
import dev.modelrouter.wire.LineParser;
import dev.modelrouter.wire.MalformedJsonException;
import java.util.function.Consumer;

/** Reads the lines of Ollama's answer, one JSON object each. */
final class OllamaStreamDecoder implements StreamDecoder, LineHandler {
  private static final int MAX_LINE_BYTES = 64 * 1024 * 1024;

  private final OllamaErrors errors;
  private final LineParser lines = new LineParser(MAX_LINE_BYTES);
  private final OllamaObject object = new OllamaObject();
  private Consumer<? super ChatEvent> out = event -> {};
  private boolean started;
  private boolean spoken;
  private boolean over;

  OllamaStreamDecoder(OllamaErrors errors) {
    this.errors = errors;
  }

  @Override
  public void feed(byte[] bytes, int offset, int length, Consumer<? super ChatEvent> out) {
    if (!over) {
      this.out = out;
      lines.feed(bytes, offset, length, this);
    }
  }

  @Override
  public long heldBytes() {
    return lines.held();
  }

  @Override
  public void end(Consumer<? super ChatEvent> out) {
    if (over) {
      return;
    }
    this.out = out;
    lines.end(this);
    over(new ChatEvent.Failed(spoken ? errors.cutOff() : errors.noAnswer()));
  }

  @Override
  public void tooLong() {
    over(new ChatEvent.Failed(errors.tooLong()));
  }

  @Override
  public void line(byte[] bytes, int from, int to) {
    if (over || from == to) {
      return;
    }
    try {
      object.read(bytes, from, to);
    } catch (MalformedJsonException e) {
      out.accept(new ChatEvent.Skipped(e.what()));
      return;
    }
    if (object.error != null) {
      over(new ChatEvent.Failed(errors.inBand(object.error)));
      return;
    }
    String failure = object.failure();
    if (failure != null) {
      over(new ChatEvent.Failed(errors.gaveUp(failure)));
      return;
    }
    spoken |= object.saysSomething();
    object.tell(!started, out);
    started |= object.model != null;
    if (object.done) {
      over(ChatEvent.Completed.INSTANCE);
    }
  }

  private void over(ChatEvent last) {
    if (!over) {
      over = true;
      out.accept(last);
    }
  }
}
