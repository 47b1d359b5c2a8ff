package dev.modelrouter.provider.compatible;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.provider.FinishReasonTable.Meaning;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.provider.SurrogatePairJoiner;
import dev.modelrouter.wire.MalformedJsonException;
import dev.modelrouter.wire.SseHandler;
import dev.modelrouter.wire.SseParser;
import java.util.function.Consumer;

/** Reads the event stream of a chat completion. */
final class CompatibleStreamDecoder implements StreamDecoder, SseHandler {
  private static final int MAX_EVENT_BYTES = 64 * 1024 * 1024;

  private final CompatibleErrorClassifier errors;
  private final SseParser events = new SseParser(MAX_EVENT_BYTES, this);
  private final ChunkReader chunk = ChunkReader.ofStream();
  private final SurrogatePairJoiner textJoiner = new SurrogatePairJoiner();
  private final SurrogatePairJoiner reasoningJoiner = new SurrogatePairJoiner();
  private final ToolCallAccumulator calls = new ToolCallAccumulator();
  private Consumer<? super ChatEvent> out = event -> {};
  private boolean started;
  private boolean contentSeen;

  /** Whether a reason that is known has come, behind which nothing was said. */
  private boolean finished;

  /** Whether any reason has come. */
  private boolean stopped;

  /** Whether a limit of tokens ended it. */
  private boolean cut;

  private boolean over;

  CompatibleStreamDecoder(CompatibleErrorClassifier errors) {
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
    if (finished) {
      // The model had stopped; only the end mark is missing.
      calls.end(cut, out);
      over(ChatEvent.Completed.INSTANCE);
    } else {
      over(new ChatEvent.Failed(contentSeen ? errors.cutOff() : errors.noAnswer()));
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
    if (ChatRelay.isEndMark(bytes, from, to)) {
      endMark();
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
    boolean goesOn = content();
    String failure = chunk.failure;
    if (failure != null) {
      over(new ChatEvent.Failed(errors.gaveUp(failure)));
      return;
    }
    finish(goesOn);
    if (chunk.usage != null) {
      out.accept(new ChatEvent.UsageReported(chunk.usage));
    }
  }

  private void finish(boolean goesOn) {
    Meaning reason = chunk.finish;
    if (reason.endsAnswer()) {
      finished = true;
      stopped = true;
      cut = reason == Meaning.LENGTH;
      out.accept(new ChatEvent.Finished(reason.reason(calls.wereEmitted())));
    } else if (reason != Meaning.NONE) {
      finished = false;
      stopped = true;
    } else if (goesOn) {
      // What goes on behind a reason has not ended with it.
      finished = false;
    }
  }

  private void endMark() {
    if (!stopped && !contentSeen) {
      over(new ChatEvent.Failed(errors.noAnswer()));
      return;
    }
    calls.end(cut, out);
    if (stopped && !finished) {
      out.accept(new ChatEvent.Finished(Meaning.UNKNOWN.reason(calls.wereEmitted())));
    }
    over(ChatEvent.Completed.INSTANCE);
  }

  /** Tells the content of a chunk; says whether there was any. */
  private boolean content() {
    boolean said = false;
    String thought = chunk.reasoning;
    if (thought != null && !thought.isEmpty()) {
      String whole = reasoningJoiner.next(thought);
      if (!whole.isEmpty()) {
        said = true;
        calls.release(out);
        out.accept(new ChatEvent.ReasoningDelta(whole));
      }
    }
    String text = chunk.text;
    if (text != null && !text.isEmpty()) {
      String whole = textJoiner.next(text);
      if (!whole.isEmpty()) {
        said = true;
        calls.release(out);
        out.accept(new ChatEvent.TextDelta(whole));
      }
    }
    for (int i = 0; i < chunk.media.size(); i++) {
      said = true;
      calls.release(out);
      out.accept(new ChatEvent.MediaOutput(chunk.media.get(i)));
    }
    if (chunk.calls.size() > 0) {
      calls.emit(chunk.calls, chunk.id, out);
      said |= calls.wereEmitted();
    }
    contentSeen |= said;
    return said;
  }

  private void over(ChatEvent last) {
    if (!over) {
      over = true;
      out.accept(last);
    }
  }
}
