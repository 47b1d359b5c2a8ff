package dev.modelrouter.provider;

import dev.modelrouter.chat.ChatEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of one streamed answer into events, whatever the cuts between reads. The events
 * are the same for every way of cutting the same bytes (neighbouring {@code TextDelta}s are not
 * joined). After a terminal event further bytes are ignored. Confined to one thread. Memory is
 * bounded: an upstream event above the limit is a failure.
 */
public interface StreamDecoder {

  /** Takes one read; calls {@code out} for each event that is complete. */
  void feed(byte[] bytes, int offset, int length, Consumer<? super ChatEvent> out);

  /**
   * The upstream closed its stream cleanly. Emits the terminal event if there was none: {@code
   * Completed} where the model had already finished, {@code Failed} where the answer was cut.
   */
  void end(Consumer<? super ChatEvent> out);

  /** Bytes of an event that is not whole yet. */
  default long heldBytes() {
    return 0;
  }

  /**
   * About how many tokens of an answer have been passed on unread so far, as {@link
   * ChatEvent.OpaqueContent}: one for each event with content, more where there is much in it.
   */
  default long relayedTokens() {
    return 0;
  }

  /**
   * The text so far of an answer whose events are passed on unread, as {@link
   * ChatEvent.OpaqueContent}; null where it is not kept, or where there is more than text.
   */
  default @Nullable String relayedText() {
    return null;
  }
}
