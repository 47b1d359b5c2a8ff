package dev.modelrouter.provider;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.wire.FrameHandler;
import dev.modelrouter.wire.FrameSplitter;
import dev.modelrouter.wire.LineSplitter;
import dev.modelrouter.wire.SseFrameSplitter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes a stream on in the provider's own bytes, whole events at a time, while a decoder reads
 * along and tells what the gateway must know. Broken events are left out. The decoder gets exactly
 * the events that pass, one at a time, so both mean the same by one. Confined to one thread; memory
 * is bounded by the longest event.
 */
public final class InspectingRelay implements StreamDecoder, FrameHandler {
  private static final int MAX_EVENT_BYTES = 64 * 1024 * 1024;
  private static final byte[] NOTHING = {};

  /** What ends an event. */
  public enum Framing {
    /** An empty line: server-sent events. */
    EVENTS,
    /** A line's end: a JSON object a line. */
    LINES
  }

  private final StreamDecoder decoder;
  private final FrameSplitter frames;
  private final PassthroughProvider.ByteSink output;
  private final List<ChatEvent> events = new ArrayList<>();
  private final byte[] endMark;
  private final RelayedText text = new RelayedText();
  private Consumer<? super ChatEvent> out = event -> {};
  private long tokens;

  /** Whether the last event was kept from the caller. */
  private boolean leftOut;

  private boolean over;

  /**
   * A stream of a dialect without an end mark, at its start.
   *
   * @param decoder of the same dialect, at its start too
   * @param passed gets the bytes that go to the caller
   */
  public InspectingRelay(
      StreamDecoder decoder, Framing framing, PassthroughProvider.ByteSink passed) {
    this(decoder, framing, NOTHING, passed);
  }

  /**
   * A stream at its start.
   *
   * @param decoder of the same dialect, at its start too
   * @param endMark what is added where the model had stopped and only the mark is missing
   * @param passed gets the bytes that go to the caller
   */
  public InspectingRelay(
      StreamDecoder decoder, Framing framing, byte[] endMark, PassthroughProvider.ByteSink passed) {
    this.decoder = decoder;
    this.frames =
        switch (framing) {
          case EVENTS -> new SseFrameSplitter(MAX_EVENT_BYTES, this);
          case LINES -> new LineSplitter(MAX_EVENT_BYTES, this);
        };
    this.endMark = endMark.clone();
    this.output = passed;
  }

  /** Tells what the gateway must know of a whole answer, but for what it says. */
  public static void inspectUnary(
      HttpProvider provider, byte[] body, Consumer<? super ChatEvent> out) {
    provider.decodeAnswer(
        body,
        event -> {
          if (!(event instanceof ChatEvent.Content)) {
            out.accept(event);
          }
        });
  }

  @Override
  public void feed(byte[] bytes, int offset, int length, Consumer<? super ChatEvent> out) {
    if (!over) {
      this.out = out;
      frames.feed(bytes, offset, length);
    }
  }

  @Override
  public void end(Consumer<? super ChatEvent> out) {
    if (over) {
      return;
    }
    this.out = out;
    frames.end();
    if (over) {
      return;
    }
    decoder.end(events::add);
    byte[] left = events.contains(ChatEvent.Completed.INSTANCE) ? endMark : NOTHING;
    decode(left, 0, left.length);
  }

  @Override
  public void event(byte[] bytes, int from, int to, byte[] data, int dataFrom, int dataTo) {
    if (over) {
      return;
    }
    decoder.feed(bytes, from, to - from, events::add);
    // An event with empty data is a sign of life that SDKs fail to parse.
    leftOut = dataFrom == dataTo || broken();
    decode(bytes, from, leftOut ? from : to);
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
  public void tooLong() {
    if (!over) {
      over = true;
      out.accept(
          new ChatEvent.Failed(
              GatewayError.of(
                  ErrorCode.ANSWER_TOO_LARGE, "The provider sent an event of more than 64 MiB")));
    }
  }

  private boolean broken() {
    for (ChatEvent event : events) {
      if (event instanceof ChatEvent.Skipped skipped && skipped.broken()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public @Nullable String relayedText() {
    return text.text();
  }

  @Override
  public long relayedTokens() {
    return tokens;
  }

  @Override
  public long heldBytes() {
    return frames.held() + decoder.heldBytes();
  }

  /** Content goes before its bytes, so that they find the caller's stream open; the end behind. */
  private void decode(byte[] bytes, int from, int to) {
    boolean content = false;
    for (ChatEvent event : events) {
      switch (event) {
        case ChatEvent.Failed failed -> {
          over = true;
          out.accept(failed);
          return;
        }
        case ChatEvent.Content ignored -> content = true;
        case ChatEvent.Finished ignored -> {}
        case ChatEvent.Completed ignored -> over = true;
        case ChatEvent.Started started -> out.accept(started);
        case ChatEvent.UsageReported usage -> out.accept(usage);
        case ChatEvent.ProviderFacts facts -> out.accept(facts);
        case ChatEvent.Skipped skipped -> {
          // What has no word here is content all the same to a caller of the same dialect.
          content |= !skipped.broken() && from < to;
          out.accept(skipped);
        }
      }
    }
    if (content) {
      out.accept(ChatEvent.OpaqueContent.INSTANCE);
    }
    if (from < to) {
      output.accept(bytes, from, to);
    }
    for (ChatEvent event : events) {
      text.add(event);
      if (event instanceof ChatEvent.Content piece) {
        tokens += piece.tokens();
      }
      if (event instanceof ChatEvent.Finished || event instanceof ChatEvent.Completed) {
        out.accept(event);
      }
    }
    events.clear();
  }
}
