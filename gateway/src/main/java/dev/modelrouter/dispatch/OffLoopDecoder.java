package dev.modelrouter.dispatch;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.provider.StreamDecoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Decodes a large event of a stream on a thread of the {@link WorkerPool}, and delivers what is in
 * it on the event loop, in order and in turns, so that other requests of that loop need not wait.
 * Bytes that come meanwhile wait for their turn. All methods but {@link #relayed} are called on the
 * event loop; the decoder belongs to this from the first {@link #add} until {@link
 * Listener#decodedAll}.
 */
final class OffLoopDecoder {
  /** A longer text is delivered as several, since each is written in one go. */
  static final int MAX_TEXT_CHARS = 64 * 1024;

  private static final int TURN_SIZE = 256 * 1024;
  private static final long BETWEEN_TURNS_MILLIS = 1;

  /** The attempt whose answer is decoded. */
  interface Listener {
    /** The next event. */
    void accept(ChatEvent event);

    /** The next bytes in the caller's own dialect, whole events. */
    void passOn(byte[] bytes);

    /**
     * A turn has been delivered.
     *
     * @return whether the caller can take more; else {@link OffLoopDecoder#deliverLater} is called
     *     once it can
     */
    boolean turnDelivered();

    /** Whether nothing more is wanted. */
    boolean isOver();

    /** Everything that was added has been delivered; this decoder is not used any more. */
    void decodedAll();

    /** Decoding or delivering has failed; nothing follows. */
    void notDecoded(Throwable failure);
  }

  private sealed interface DecodedPart {
    record Event(ChatEvent event, int size) implements DecodedPart {}

    record Relayed(byte[] bytes) implements DecodedPart {}
  }

  private final StreamDecoder decoder;
  private final WorkerPool workers;
  private final Timers timers;
  private final Listener listener;
  private final Queue<byte[]> waiting = new ArrayDeque<>();
  private Queue<DecodedPart> decodedParts = new ArrayDeque<>();
  private boolean decoding;
  private boolean scheduled;
  private boolean endAwaited;

  OffLoopDecoder(StreamDecoder decoder, WorkerPool workers, Timers timers, Listener listener) {
    this.decoder = decoder;
    this.workers = workers;
    this.timers = timers;
    this.listener = listener;
  }

  /** Takes one read. */
  void add(byte[] bytes) {
    waiting.add(bytes);
    next();
  }

  /** The stream has ended; the decoder is told once it has read all before. */
  void end() {
    endAwaited = true;
    next();
  }

  private void next() {
    if (decoding || !decodedParts.isEmpty()) {
      return;
    }
    if (!waiting.isEmpty()) {
      List<byte[]> batch = new ArrayList<>(waiting);
      waiting.clear();
      decode(() -> feed(batch));
    } else if (endAwaited) {
      endAwaited = false;
      decode(this::feedEnd);
    } else {
      listener.decodedAll();
    }
  }

  private void decode(Callable<Queue<DecodedPart>> work) {
    decoding = true;
    workers.run(work).onComplete(this::decoded, this::failed);
  }

  private Queue<DecodedPart> feed(List<byte[]> batch) {
    decodedParts = new ArrayDeque<>();
    for (byte[] bytes : batch) {
      decoder.feed(bytes, 0, bytes.length, this::keep);
    }
    return decodedParts;
  }

  private Queue<DecodedPart> feedEnd() {
    decodedParts = new ArrayDeque<>();
    decoder.end(this::keep);
    return decodedParts;
  }

  /** The decoder passes these bytes on, on its thread; they are copied. */
  void relayed(byte[] bytes, int from, int to) {
    decodedParts.add(new DecodedPart.Relayed(Arrays.copyOfRange(bytes, from, to)));
  }

  private void keep(ChatEvent event) {
    switch (event) {
      case ChatEvent.TextDelta delta -> keepText(delta.text(), ChatEvent.TextDelta::new);
      case ChatEvent.ReasoningDelta delta -> keepText(delta.text(), ChatEvent.ReasoningDelta::new);
      case ChatEvent other -> decodedParts.add(new DecodedPart.Event(other, 0));
    }
  }

  private void keepText(String text, Function<String, ChatEvent> kind) {
    int from = 0;
    do {
      int to = Math.min(text.length(), from + MAX_TEXT_CHARS);
      if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
        to--;
      }
      String part = from == 0 && to == text.length() ? text : text.substring(from, to);
      decodedParts.add(new DecodedPart.Event(kind.apply(part), part.length()));
      from = to;
    } while (from < text.length());
  }

  private void decoded(Queue<DecodedPart> made) {
    decoding = false;
    decodedParts = made;
    deliver();
  }

  private void failed(Throwable failure) {
    decoding = false;
    if (!listener.isOver()) {
      listener.notDecoded(failure);
    }
  }

  /** Goes on delivering once the sockets that are ready have been served. */
  void deliverLater() {
    if (!scheduled) {
      scheduled = true;
      // A task would run before them: the loop empties its queue first.
      timers.schedule(BETWEEN_TURNS_MILLIS, this::scheduledTurn);
    }
  }

  private void scheduledTurn() {
    scheduled = false;
    deliver();
  }

  private void deliver() {
    if (decoding || scheduled || listener.isOver()) {
      return;
    }
    try {
      deliverTurn();
    } catch (RuntimeException | OutOfMemoryError bug) {
      listener.notDecoded(bug);
    }
  }

  private void deliverTurn() {
    int size = 0;
    for (DecodedPart decodedPart = decodedParts.poll();
        decodedPart != null;
        decodedPart = decodedParts.poll()) {
      size += deliver(decodedPart);
      if (listener.isOver()) {
        return;
      }
      if (size >= TURN_SIZE && !decodedParts.isEmpty()) {
        if (listener.turnDelivered()) {
          deliverLater();
        }
        return;
      }
    }
    listener.turnDelivered();
    if (!listener.isOver()) {
      next();
    }
  }

  private int deliver(DecodedPart decodedPart) {
    return switch (decodedPart) {
      case DecodedPart.Event event -> {
        listener.accept(event.event());
        yield event.size();
      }
      case DecodedPart.Relayed relayed -> {
        listener.passOn(relayed.bytes());
        yield relayed.bytes().length;
      }
    };
  }
}
