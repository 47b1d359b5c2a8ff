package dev.modelrouter.provider.compatible;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.provider.PassthroughProvider.ByteSink;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.wire.FrameHandler;
import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;
import dev.modelrouter.wire.SseFrameSplitter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes the event stream of OpenAI's Responses API on, byte for byte, and watches it. Its events
 * name their kind in {@code type}; the last one is {@code response.completed} or {@code
 * response.incomplete}, and there is no other end mark.
 */
final class ResponseRelay implements StreamDecoder, FrameHandler {
  private static final int MAX_EVENT_BYTES = 64 * 1024 * 1024;
  private static final int BYTES_A_TOKEN = 4;
  private static final byte[] TYPE = "type".getBytes(US_ASCII);
  private static final byte[] RESPONSE = "response".getBytes(US_ASCII);
  private static final byte[] MODEL = "model".getBytes(US_ASCII);
  private static final byte[] USAGE = "usage".getBytes(US_ASCII);
  private static final byte[] DELTA = "delta".getBytes(US_ASCII);
  private static final byte[] ERROR = "error".getBytes(US_ASCII);

  private final CompatibleErrorClassifier errors;
  private final ByteSink output;
  private final SseFrameSplitter events = new SseFrameSplitter(MAX_EVENT_BYTES, this);
  private final JsonScanner json = new JsonScanner();
  private final UsageReader usages = new UsageReader(json);
  private Consumer<? super ChatEvent> out = event -> {};
  private @Nullable String model;
  private @Nullable Usage usage;
  private int errorFrom;
  private int errorTo;
  private boolean named;
  private boolean contentSeen;
  private boolean over;

  /** Whether the last event was kept from the caller. */
  private boolean leftOut;

  private int deltaBytes;
  private long tokens;

  ResponseRelay(CompatibleErrorClassifier errors, ByteSink passed) {
    this.errors = errors;
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
    leftOut = dataFrom == dataTo;
    if (leftOut) {
      // A sign of life that SDKs fail to parse.
      return;
    }
    String modelBefore = model;
    Usage usageBefore = usage;
    String type;
    try {
      type = read(data, dataFrom, dataTo);
    } catch (MalformedJsonException e) {
      // A broken event says nothing.
      leftOut = true;
      model = modelBefore;
      usage = usageBefore;
      if (!ChatRelay.isEndMark(data, dataFrom, dataTo)) {
        out.accept(new ChatEvent.Skipped(e.what()));
      }
      return;
    }
    switch (type) {
      case "response.created", "response.in_progress", "response.queued" ->
          output.accept(bytes, from, to);
      case "error", "response.failed", "response.cancelled" ->
          over(
              new ChatEvent.Failed(
                  errorFrom < 0
                      ? errors.inBand(data, dataFrom, dataTo)
                      : errors.inBand(data, errorFrom, errorTo)));
      case "response.completed", "response.incomplete" -> {
        out.accept(ChatEvent.OpaqueContent.INSTANCE);
        output.accept(bytes, from, to);
        emit();
        out.accept(
            new ChatEvent.Finished(
                type.equals("response.completed") ? FinishReason.STOP : FinishReason.LENGTH));
        over(ChatEvent.Completed.INSTANCE);
      }
      default -> {
        contentSeen = true;
        tokens += Math.max(1, deltaBytes / BYTES_A_TOKEN);
        emit();
        out.accept(ChatEvent.OpaqueContent.INSTANCE);
        output.accept(bytes, from, to);
      }
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

  @Override
  public long relayedTokens() {
    return tokens;
  }

  private void emit() {
    String name = model;
    if (!named && name != null) {
      named = true;
      out.accept(new ChatEvent.Started(name));
    }
    Usage counted = usage;
    if (counted != null) {
      out.accept(new ChatEvent.UsageReported(counted));
    }
  }

  /** Reads the event's type, empty when it has none, and what else matters. */
  private String read(byte[] data, int from, int to) {
    String type = "";
    errorFrom = -1;
    deltaBytes = 0;
    json.reset(data, from, to);
    if (!json.beginObject()) {
      json.skip();
      json.finish();
      return type;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(TYPE) && json.isString()) {
        type = json.string();
      } else if (json.nameIs(DELTA)) {
        int begin = json.position();
        json.skip();
        deltaBytes = json.position() - begin;
      } else if (json.nameIs(ERROR)) {
        error();
      } else if (json.nameIs(RESPONSE) && json.beginObject()) {
        response();
      } else {
        json.skip();
      }
    }
    json.finish();
    return type;
  }

  private void response() {
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(MODEL) && json.isString()) {
        model = json.string();
      } else if (json.nameIs(USAGE)) {
        usage = usages.read();
      } else if (json.nameIs(ERROR)) {
        error();
      } else {
        json.skip();
      }
    }
  }

  private void error() {
    boolean none = json.isNull();
    int from = json.position();
    json.skip();
    if (!none) {
      errorFrom = from;
      errorTo = json.position();
    }
  }

  private void over(ChatEvent last) {
    if (!over) {
      over = true;
      out.accept(last);
    }
  }
}
