package dev.modelrouter.provider;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.wire.ByteAccumulator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes a stream on in the provider's own bytes, whole events at a time, while a decoder reads
 * along and tells what the gateway must know. Broken events are left out. Confined to one thread;
 * memory is bounded by the longest event.
 */
public final class ReadAlong implements StreamDecoder {
  private static final int INITIAL = 4 * 1024;
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
  private final Framing framing;
  private final DirectProvider.ByteSink passed;
  private final ByteAccumulator pending = new ByteAccumulator(INITIAL);
  private final List<ChatEvent> told = new ArrayList<>();
  private final byte[] endMark;
  private final RelayedText text = new RelayedText();
  private long tokens;
  private byte last;
  private byte lastButOne;
  private boolean over;

  /**
   * A stream of a dialect without an end mark, at its start.
   *
   * @param decoder of the same dialect, at its start too
   * @param passed gets the bytes that go to the caller
   */
  public ReadAlong(StreamDecoder decoder, Framing framing, DirectProvider.ByteSink passed) {
    this(decoder, framing, NOTHING, passed);
  }

  /**
   * A stream at its start.
   *
   * @param decoder of the same dialect, at its start too
   * @param endMark what is added where the model had stopped and only the mark is missing
   * @param passed gets the bytes that go to the caller
   */
  public ReadAlong(
      StreamDecoder decoder, Framing framing, byte[] endMark, DirectProvider.ByteSink passed) {
    this.decoder = decoder;
    this.framing = framing;
    this.endMark = endMark.clone();
    this.passed = passed;
  }

  /** Tells what the gateway must know of a whole answer, but for what it says. */
  public static void whole(HttpProvider provider, byte[] body, Consumer<? super ChatEvent> out) {
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
    if (over) {
      return;
    }
    int whole = lastEnd(bytes, offset, offset + length);
    remember(bytes, offset, offset + length);
    if (whole < 0) {
      pending.append(bytes, offset, offset + length);
      if (pending.size() > MAX_EVENT_BYTES) {
        over = true;
        out.accept(
            new ChatEvent.Failed(
                GatewayError.of(
                    ErrorCode.ANSWER_TOO_LARGE, "The provider sent an event of more than 64 MiB")));
      }
      return;
    }
    pending.append(bytes, offset, whole);
    byte[] events = pending.take();
    pending.append(bytes, whole, offset + length);
    for (int from = 0; from < events.length && !over; ) {
      int to = nextEnd(events, from);
      decoder.feed(events, from, to - from, told::add);
      tell(events, from, broken() ? from : to, out);
      from = to;
    }
  }

  @Override
  public long heldBytes() {
    return pending.size() + decoder.heldBytes();
  }

  @Override
  public void end(Consumer<? super ChatEvent> out) {
    if (over) {
      return;
    }
    byte[] rest = pending.take();
    decoder.feed(rest, 0, rest.length, told::add);
    decoder.end(told::add);
    byte[] left = rest;
    if (rest.length == 0 || broken()) {
      left = told.contains(ChatEvent.Completed.INSTANCE) ? endMark : NOTHING;
    }
    tell(left, 0, left.length, out);
  }

  private boolean broken() {
    for (ChatEvent event : told) {
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

  /** Content goes before its bytes, so that they find the caller's stream open; the end behind. */
  private void tell(byte[] bytes, int from, int to, Consumer<? super ChatEvent> out) {
    boolean content = false;
    for (ChatEvent event : told) {
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
        case ChatEvent.Skipped skipped -> out.accept(skipped);
      }
    }
    if (content) {
      out.accept(ChatEvent.Relayed.INSTANCE);
    }
    if (from < to) {
      passed.accept(bytes, from, to);
    }
    for (ChatEvent event : told) {
      text.add(event);
      if (event instanceof ChatEvent.Content piece) {
        tokens += piece.tokens();
      }
      if (event instanceof ChatEvent.Finished || event instanceof ChatEvent.Completed) {
        out.accept(event);
      }
    }
    told.clear();
  }

  /** Offset behind the first whole event from here on. */
  private int nextEnd(byte[] events, int from) {
    int i = from;
    while (i < events.length
        && (events[i] != '\n' || (framing == Framing.EVENTS && !endsEvent(events, i)))) {
      i++;
    }
    return Math.min(i + 1, events.length);
  }

  private static boolean endsEvent(byte[] events, int lineFeed) {
    byte before = lineFeed > 0 ? events[lineFeed - 1] : 0;
    return before == '\n' || (before == '\r' && lineFeed > 1 && events[lineFeed - 2] == '\n');
  }

  /** Offset behind the last event that ends in these bytes, or -1. */
  private int lastEnd(byte[] bytes, int from, int to) {
    for (int i = to - 1; i >= from; i--) {
      if (bytes[i] == '\n' && (framing == Framing.LINES || emptyLine(bytes, from, i))) {
        return i + 1;
      }
    }
    return -1;
  }

  /** Whether the line that this line feed ends is empty, also where it began in another read. */
  private boolean emptyLine(byte[] bytes, int from, int lineFeed) {
    byte before = at(bytes, from, lineFeed - 1);
    return before == '\n' || (before == '\r' && at(bytes, from, lineFeed - 2) == '\n');
  }

  private byte at(byte[] bytes, int from, int index) {
    return switch (from - index) {
      case 1 -> last;
      case 2 -> lastButOne;
      default -> bytes[index];
    };
  }

  /** Notes how the stream so far ends. */
  private void remember(byte[] bytes, int from, int to) {
    if (to > from) {
      lastButOne = to - from > 1 ? bytes[to - 2] : last;
      last = bytes[to - 1];
    }
  }
}
