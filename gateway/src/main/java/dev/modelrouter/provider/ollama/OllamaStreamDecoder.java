package dev.modelrouter.provider.ollama;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.wire.FrameHandler;
import dev.modelrouter.wire.LineSplitter;
import dev.modelrouter.wire.MalformedJsonException;
import java.util.function.Consumer;

/** Reads the lines of Ollama's answer, one JSON object each. */
final class OllamaStreamDecoder implements StreamDecoder, FrameHandler {
  private static final int MAX_LINE_BYTES = 64 * 1024 * 1024;

  private final OllamaErrorClassifier errors;
  private final LineSplitter lines = new LineSplitter(MAX_LINE_BYTES, this);
  private final OllamaResponseReader object = new OllamaResponseReader();
  private Consumer<? super ChatEvent> out = event -> {};
  private boolean started;
  private boolean contentSeen;
  private boolean over;

  OllamaStreamDecoder(OllamaErrorClassifier errors) {
    this.errors = errors;
  }

  @Override
  public void feed(byte[] bytes, int offset, int length, Consumer<? super ChatEvent> out) {
    if (!over) {
      this.out = out;
      lines.feed(bytes, offset, length);
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
    lines.end();
    over(new ChatEvent.Failed(contentSeen ? errors.cutOff() : errors.noAnswer()));
  }

  @Override
  public void tooLong() {
    over(new ChatEvent.Failed(errors.tooLong()));
  }

  @Override
  public void event(byte[] bytes, int from, int to, byte[] data, int dataFrom, int dataTo) {
    if (over) {
      return;
    }
    try {
      object.read(data, dataFrom, dataTo);
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
    contentSeen |= object.saysSomething();
    object.emit(!started, out);
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
