package dev.modelrouter.provider.compatible;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.provider.FinishReasonTable.Meaning;
import dev.modelrouter.provider.PassthroughProvider.ByteSink;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.FrameHandler;
import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;
import dev.modelrouter.wire.SseFrameSplitter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes the event stream of a chat or text completion on, event by event and byte for byte, and
 * watches it. Left out are the usage chunk where the caller did not ask for it, broken events, and
 * everything from an error on, which the gateway tells in its own words.
 */
final class ChatRelay implements StreamDecoder, FrameHandler {
  private static final int MAX_EVENT_BYTES = 64 * 1024 * 1024;
  private static final int MAX_TEXT_BYTES = 256 * 1024;
  private static final int TEXT_CAPACITY = 64;
  private static final int BYTES_A_TOKEN = 4;
  private static final byte[] END_MARK = "data: [DONE]\n\n".getBytes(US_ASCII);

  private final CompatibleErrorClassifier errors;
  private final boolean hideUsage;
  private final boolean repairToolCalls;
  private final ChunkRepair repair;
  private final ByteSink output;
  private final SseFrameSplitter events = new SseFrameSplitter(MAX_EVENT_BYTES, this);
  private final ChunkInspector chunk = ChunkInspector.ofStream();
  private Consumer<? super ChatEvent> out = event -> {};
  private boolean named;
  private boolean contentSeen;
  private boolean reported;
  private long tokens;

  /** Whether the last event was kept from the caller. */
  private boolean leftOut;

  private boolean over;

  /** The text so far as a JSON string without its quotes. */
  private final ByteBuilder text = new ByteBuilder(TEXT_CAPACITY);

  private boolean beyondText;

  /**
   * A relay at the start of a stream.
   *
   * @param hideUsage whether a chunk with nothing but the usage is kept from the caller
   * @param repairToolCalls whether the provider leaves the numbers of tool calls out
   */
  ChatRelay(
      CompatibleErrorClassifier errors,
      boolean hideUsage,
      boolean repairToolCalls,
      ByteSink passed) {
    this.errors = errors;
    this.repairToolCalls = repairToolCalls;
    this.repair = new ChunkRepair(repairToolCalls);
    this.hideUsage = hideUsage;
    this.output = passed;
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
    if (over) {
      return;
    }
    if (chunk.allEnded()) {
      // The model had stopped; only the end mark is missing.
      output.accept(END_MARK, 0, END_MARK.length);
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
  public void event(byte[] bytes, int from, int to, byte[] data, int dataFrom, int dataTo) {
    if (over) {
      return;
    }
    if (dataFrom == dataTo) {
      // A sign of life that SDKs fail to parse.
      leftOut = true;
    } else if (isEndMark(data, dataFrom, dataTo)) {
      if (contentSeen || chunk.finish != Meaning.NONE) {
        if (isExactEndMark(data, dataFrom, dataTo)) {
          output.accept(bytes, from, to);
        } else {
          output.accept(END_MARK, 0, END_MARK.length);
        }
        if (!reported && chunk.finish != Meaning.NONE) {
          out.accept(new ChatEvent.Finished(chunk.finish.reason(false)));
        }
        over(ChatEvent.Completed.INSTANCE);
      } else {
        over(new ChatEvent.Failed(errors.noAnswer()));
      }
    } else {
      try {
        chunk.read(data, dataFrom, dataTo);
      } catch (MalformedJsonException e) {
        leftOut = true;
        out.accept(new ChatEvent.Skipped(e.what()));
        return;
      }
      chunk(bytes, from, to, data, dataFrom, dataTo);
    }
  }

  @Override
  public void withoutData(byte[] bytes, int from, int to, boolean comments) {
    leftOut = over || !comments;
    if (!leftOut) {
      output.accept(bytes, from, to);
    }
  }

  @Override
  public void lineFeed(byte[] bytes, int at) {
    if (!over && !leftOut) {
      output.accept(bytes, at, at + 1);
    }
  }

  private void chunk(byte[] bytes, int from, int to, byte[] data, int dataFrom, int dataTo) {
    if (chunk.hasError()) {
      over(new ChatEvent.Failed(errors.inBand(data, chunk.errorFrom, chunk.errorTo)));
      return;
    }
    String failure = chunk.failure;
    if (failure != null) {
      over(new ChatEvent.Failed(errors.gaveUp(failure)));
      return;
    }
    String model = chunk.model;
    if (!named && model != null) {
      named = true;
      out.accept(new ChatEvent.Started(model));
    }
    if (chunk.content) {
      contentSeen = true;
      int length = chunk.textFrom < 0 ? 0 : chunk.textTo - chunk.textFrom;
      tokens += Math.max(1, length / BYTES_A_TOKEN);
      keepText(data);
      out.accept(ChatEvent.OpaqueContent.INSTANCE);
    }
    leftOut = hideUsage && chunk.noChoice && chunk.usage != null;
    if (!leftOut) {
      relay(bytes, from, to, data, dataFrom, dataTo);
    }
    if (chunk.usage != null) {
      out.accept(new ChatEvent.UsageReported(chunk.usage));
    }
    if (!reported && chunk.allEnded()) {
      reported = true;
      out.accept(new ChatEvent.Finished(chunk.finish.reason(false)));
    } else if (reported && chunk.content && !chunk.allEnded()) {
      reported = false;
    }
  }

  private void relay(byte[] bytes, int from, int to, byte[] data, int dataFrom, int dataTo) {
    byte[] mended =
        chunk.nullError || repairToolCalls ? repair.event(data, dataFrom, dataTo) : null;
    if (mended == null) {
      output.accept(bytes, from, to);
    } else {
      // Of a line end that is cut in two the second half may come; it belongs to the event's own.
      leftOut = true;
      output.accept(mended, 0, mended.length);
    }
  }

  private void keepText(byte[] data) {
    if (chunk.beyondText || text.size() > MAX_TEXT_BYTES) {
      beyondText = true;
      text.take();
    } else if (!beyondText && chunk.textFrom >= 0) {
      text.append(data, chunk.textFrom, chunk.textTo);
    }
  }

  @Override
  public @Nullable String relayedText() {
    if (beyondText) {
      return null;
    }
    byte[] said = text.take();
    text.append(said);
    byte[] quoted = new ByteBuilder(said.length + 2).append('"').append(said).append('"').take();
    JsonScanner json = new JsonScanner();
    json.reset(quoted, 0, quoted.length);
    try {
      return json.string();
    } catch (MalformedJsonException e) {
      // Escapes that nobody can undo went to the caller as they were.
      return null;
    }
  }

  @Override
  public long relayedTokens() {
    return tokens;
  }

  /** {@code [DONE]}, with blanks around it or without. */
  static boolean isEndMark(byte[] bytes, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && isBlank(bytes[start])) {
      start++;
    }
    while (end > start && isBlank(bytes[end - 1])) {
      end--;
    }
    return isExactEndMark(bytes, start, end);
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\n';
  }

  private static boolean isExactEndMark(byte[] bytes, int from, int to) {
    return to - from == 6
        && bytes[from] == '['
        && bytes[from + 1] == 'D'
        && bytes[from + 2] == 'O'
        && bytes[from + 3] == 'N'
        && bytes[from + 4] == 'E'
        && bytes[from + 5] == ']';
  }

  private void over(ChatEvent last) {
    if (!over) {
      over = true;
      out.accept(last);
    }
  }
}
