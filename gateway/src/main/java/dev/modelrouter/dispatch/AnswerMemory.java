package dev.modelrouter.dispatch;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.policy.MemoryBudget;
import dev.modelrouter.policy.MemoryReservation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Limits the memory of providers' answers that are held: whole answers until they have been sent,
 * events until they are whole, and what a stream brings before its first text.
 *
 * @param budget of all that is held at the same time
 */
public record AnswerMemory(MemoryBudget budget) {
  /** Most bytes of one whole answer, or of one event of a stream. */
  static final int MAX_BYTES = 64 * 1024 * 1024;

  /** Up to this size nothing is charged: a connection takes as much. */
  private static final int FREE_BYTES = 64 * 1024;

  /** For the bytes and for what is made of them. */
  private static final int HELD_PER_BYTE = 2;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** What one attempt has reserved. */
  static final class Held {
    private final AnswerMemory memory;
    private @Nullable MemoryReservation reservation;

    Held(AnswerMemory memory) {
      this.memory = memory;
    }

    /** Reserves memory for so many bytes in place of those before; whether there is room. */
    boolean set(long bytes) {
      MemoryReservation known = reservation;
      if (bytes <= FREE_BYTES) {
        if (known != null) {
          known.shrinkTo(0);
        }
        return true;
      }
      if (known == null) {
        known = memory.budget.reservation();
        reservation = known;
      }
      known.shrinkTo(HELD_PER_BYTE * bytes);
      return known.growTo(HELD_PER_BYTE * bytes);
    }

    /** Hands over what is reserved, to be released by the receiver; null if nothing is. */
    @Nullable MemoryReservation take() {
      MemoryReservation known = reservation;
      reservation = null;
      return known;
    }

    void release() {
      MemoryReservation known = take();
      if (known != null) {
        known.release();
      }
    }
  }

  /** Memory for one attempt's answer. */
  Held held() {
    return new Held(this);
  }

  /** The error where there is no room for an answer; it says nothing about the provider. */
  static GatewayError exhausted() {
    return new GatewayError(
        ErrorCode.OVERLOADED,
        "The gateway's memory for answers is in use; send the request again.",
        RETRY_AFTER);
  }
}
