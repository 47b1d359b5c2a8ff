package dev.modelrouter.provider.anthropic;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.provider.FinishReasonTable;
import dev.modelrouter.provider.FinishReasonTable.Meaning;
import dev.modelrouter.wire.JsonScanner;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object of an answer: an event of a stream, or the whole message. Reused from event to
 * event, it keeps what holds for the answer: its id, its blocks and its counters.
 */
final class AnthropicResponseReader {
  private static final byte[] TYPE = ascii("type");
  private static final byte[] INDEX = ascii("index");
  private static final byte[] MESSAGE = ascii("message");
  private static final byte[] ID = ascii("id");
  private static final byte[] MODEL = ascii("model");
  private static final byte[] CONTENT = ascii("content");
  private static final byte[] CONTENT_BLOCK = ascii("content_block");
  private static final byte[] DELTA = ascii("delta");
  private static final byte[] STOP_REASON = ascii("stop_reason");
  private static final byte[] USAGE = ascii("usage");
  private static final byte[] ERROR = ascii("error");

  private final JsonScanner json = new JsonScanner();
  private final ContentBlock piece = new ContentBlock();
  private final UsageCounters usageCounters = new UsageCounters();
  private final ContentBlockDecoder contentBlockDecoder = new ContentBlockDecoder();

  EventType eventType = EventType.OTHER;
  int errorFrom;
  int errorTo;
  private long index;
  private @Nullable String id;
  private @Nullable String model;
  private @Nullable String stopReason;
  private boolean counted;
  private boolean finished;
  private Meaning stopped = Meaning.NONE;
  private @Nullable String failure;
  private int contentFrom;
  private int contentTo;

  private static byte[] ascii(String name) {
    return name.getBytes(US_ASCII);
  }

  /** Whether the model has stopped for a reason that is known. */
  boolean finished() {
    return finished;
  }

  /** Whether the model has stopped for any reason. */
  boolean stopped() {
    return stopped != Meaning.NONE;
  }

  /** The provider's word for the failure that stopped the model; null where there was none. */
  @Nullable String failure() {
    return failure;
  }

  /** Whether there was content. */
  boolean hasEmitted() {
    return contentBlockDecoder.hasEmitted();
  }

  /** Whether what was read is a whole message. */
  boolean isMessage() {
    return eventType == EventType.MESSAGE && contentTo > 0;
  }

  /**
   * Reads one object.
   *
   * @throws dev.modelrouter.wire.MalformedJsonException if it is not one
   */
  void read(byte[] bytes, int from, int to) {
    eventType = EventType.OTHER;
    index = 0;
    model = null;
    stopReason = null;
    counted = false;
    contentTo = 0;
    errorTo = 0;
    piece.clear();
    json.reset(bytes, from, to);
    if (json.beginObject()) {
      fields(bytes);
    } else {
      json.skip();
    }
    json.finish();
    if (errorTo > 0) {
      eventType = EventType.ERROR;
    }
  }

  private void fields(byte[] bytes) {
    for (boolean first = true; json.nextField(first); first = false) {
      field(bytes);
    }
  }

  private void field(byte[] bytes) {
    if (json.nameIs(TYPE) && json.isString()) {
      EventType named = ContentBlock.kind(json, bytes);
      // The message inside message_start has a type too.
      eventType = eventType == EventType.OTHER || named != EventType.MESSAGE ? named : eventType;
    } else if (json.nameIs(INDEX)) {
      index = json.wholeNumber();
    } else if (json.nameIs(CONTENT_BLOCK) || json.nameIs(DELTA)) {
      piece.read(json, bytes);
    } else if (json.nameIs(USAGE) && json.beginObject()) {
      usageCounters.read(json);
      counted = true;
    } else if (json.nameIs(STOP_REASON) && json.isString()) {
      stopReason = json.string();
    } else if (json.nameIs(MESSAGE) && json.beginObject()) {
      fields(bytes);
    } else if (json.nameIs(MODEL) && json.isString()) {
      model = json.string();
    } else if (json.nameIs(ID) && json.isString()) {
      id = json.string();
    } else if (json.nameIs(CONTENT) && json.isContainer()) {
      contentFrom = json.position();
      json.skip();
      contentTo = json.position();
    } else if (json.nameIs(ERROR) && json.isContainer()) {
      errorFrom = json.position();
      json.skip();
      errorTo = json.position();
    } else {
      json.skip();
    }
  }

  /** Tells what an event of a stream says, but for errors and the end. */
  void emit(Consumer<? super ChatEvent> out) {
    switch (eventType) {
      case MESSAGE_START -> started(out);
      case CONTENT_BLOCK_START -> contentBlockDecoder.start(index, piece, id, out);
      case CONTENT_BLOCK_DELTA -> contentBlockDecoder.delta(index, piece, out);
      case CONTENT_BLOCK_STOP -> contentBlockDecoder.stop(index, out);
      case MESSAGE_DELTA -> {
        finish(piece.stopReason, out);
        count(out);
      }
      default -> {}
    }
  }

  /** Tells what a whole message says, but for the end. */
  void emitUnary(byte[] bytes, Consumer<? super ChatEvent> out) {
    started(out);
    if (contentTo > 0) {
      json.reset(bytes, contentFrom, contentTo);
      if (json.beginArray()) {
        long block = 0;
        for (boolean first = true; json.nextElement(first); first = false) {
          piece.read(json, bytes);
          contentBlockDecoder.start(block, piece, id, out);
          contentBlockDecoder.stop(block, out);
          block++;
        }
      }
    }
    finish(stopReason, out);
    end(out);
    count(out);
  }

  private void started(Consumer<? super ChatEvent> out) {
    if (model != null) {
      out.accept(new ChatEvent.Started(model));
    }
  }

  private void finish(@Nullable String reason, Consumer<? super ChatEvent> out) {
    Meaning meaning = reason == null ? Meaning.NONE : FinishReasonTable.ANTHROPIC.read(reason);
    if (meaning == Meaning.FAILURE) {
      failure = reason;
    } else if (meaning != Meaning.NONE && !finished) {
      stopped = meaning;
      if (meaning.endsAnswer()) {
        finished = true;
        out.accept(new ChatEvent.Finished(meaning.reason(contentBlockDecoder.haveCalls())));
      }
    }
  }

  /** Tells a reason that is not known, behind which the end mark has come. */
  void end(Consumer<? super ChatEvent> out) {
    if (stopped() && !finished) {
      finished = true;
      out.accept(new ChatEvent.Finished(stopped.reason(contentBlockDecoder.haveCalls())));
    }
  }

  private void count(Consumer<? super ChatEvent> out) {
    if (counted) {
      out.accept(new ChatEvent.UsageReported(usageCounters.usage()));
    }
  }
}
