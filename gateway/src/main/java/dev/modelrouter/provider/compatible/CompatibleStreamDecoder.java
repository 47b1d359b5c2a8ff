package dev.modelrouter.provider.compatible;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.provider.SplitText;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.wire.MalformedJsonException;
import dev.modelrouter.wire.SseHandler;
import dev.modelrouter.wire.SseParser;
import java.util.function.Consumer;

/** Reads the event stream of a chat completion. */
final class CompatibleStreamDecoder implements StreamDecoder, SseHandler {
  private static final int MAX_EVENT_BYTES = 4 * 1024 * 1024;
  private static final String ERROR_FINISH = "error";

  private final CompatibleErrors errors;
  private final SseParser events = new SseParser(MAX_EVENT_BYTES, this);
  private final ChunkReader chunk = ChunkReader.ofStream();
  private final SplitText splitText = new SplitText();
  private final SplitText splitThought = new SplitText();
  private final ToolCalls calls = new ToolCalls();
  private Consumer<? super ChatEvent> out = event -> {};
  private boolean started;
  private boolean spoken;
  private boolean finished;
  private boolean over;

  CompatibleStreamDecoder(CompatibleErrors errors) {
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
  public void end(Consumer<? super ChatEvent> out) {
    if (over) {
      return;
    }
    this.out = out;
    events.end();
    if (finished) {
      // The model had stopped; only the end mark is missing.
      over(ChatEvent.Completed.INSTANCE);
    } else {
      over(new ChatEvent.Failed(spoken ? errors.cutOff() : errors.noAnswer()));
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
    if (isEndMark(bytes, from, to)) {
      over(
          finished || spoken
              ? ChatEvent.Completed.INSTANCE
              : new ChatEvent.Failed(errors.noAnswer()));
      return;
    }
    try {
      chunk.read(bytes, from, to);
    } catch (MalformedJsonException e) {
      out.accept(new ChatEvent.Skipped(e.what()));
      return;
    }
    chunk(bytes);
  }

  private void chunk(byte[] bytes) {
    if (chunk.hasError()) {
      over(new ChatEvent.Failed(errors.inBand(bytes, chunk.errorFrom, chunk.errorTo)));
      return;
    }
    if (!started && chunk.model != null) {
      started = true;
      out.accept(new ChatEvent.Started(chunk.model));
    }
    content();
    String finish = chunk.finish;
    if (finish != null) {
      if (finish.equals(ERROR_FINISH)) {
        over(new ChatEvent.Failed(errors.unexplained()));
        return;
      }
      finished = true;
      out.accept(new ChatEvent.Finished(ChunkReader.finishReason(finish, calls.wereTold())));
    }
    if (chunk.usage != null) {
      out.accept(new ChatEvent.UsageReported(chunk.usage));
    }
  }

  private void content() {
    String thought = chunk.reasoning;
    if (thought != null && !thought.isEmpty()) {
      String whole = splitThought.next(thought);
      if (!whole.isEmpty()) {
        spoken = true;
        out.accept(new ChatEvent.ReasoningDelta(whole));
      }
    }
    String text = chunk.text;
    if (text != null && !text.isEmpty()) {
      String whole = splitText.next(text);
      if (!whole.isEmpty()) {
        spoken = true;
        out.accept(new ChatEvent.TextDelta(whole));
      }
    }
    if (chunk.calls.size() > 0) {
      calls.tell(chunk.calls, chunk.id, out);
      spoken |= calls.wereTold();
    }
  }

  /** {@code [DONE]}, blanks around it or not. */
  private static boolean isEndMark(byte[] bytes, int from, int to) {
    int start = from;
    while (start < to && bytes[start] == ' ') {
      start++;
    }
    return to - start >= 6
        && bytes[start] == '['
        && bytes[start + 1] == 'D'
        && bytes[start + 2] == 'O'
        && bytes[start + 3] == 'N'
        && bytes[start + 4] == 'E'
        && bytes[start + 5] == ']';
  }

  private void over(ChatEvent last) {
    if (!over) {
      over = true;
      out.accept(last);
    }
  }
}
