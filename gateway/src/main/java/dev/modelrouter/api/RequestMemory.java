package dev.modelrouter.api;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.policy.MemoryBudget;
import dev.modelrouter.policy.MemoryReservation;
import java.time.Duration;

/**
 * Limits the memory of request bodies: the size of one, and what all that are being read, held and
 * parsed take together. A body is charged with {@value #HELD_PER_BYTE} times its size, for its
 * bytes, for what they mean and for what goes to the provider.
 *
 * @param budget of all bodies
 * @param maxBodyBytes limit for one body, compressed and inflated
 */
public record RequestMemory(MemoryBudget budget, long maxBodyBytes) {
  /** Bodies up to this size are not charged: a connection takes as much without one. */
  private static final int FREE_BYTES = 16 * 1024;

  private static final int HELD_PER_BYTE = 3;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** Reserves memory for so many bytes of a call's body; whether there is room for them. */
  boolean holds(Call call, long bytes) {
    return bytes <= FREE_BYTES || holds(call.reservation(), bytes, 0);
  }

  /**
   * Reserves memory for a body and what it is parsed into.
   *
   * @param bytes of the body
   * @param parsed bytes of what becomes of it, beside its text
   * @return whether there is room for both
   */
  public boolean holds(MemoryReservation reservation, long bytes, long parsed) {
    return reservation.growTo(HELD_PER_BYTE * bytes + parsed);
  }

  /** The refusal of a body of this size for which there was no room. */
  RequestRejectedException refusal(long bytes) {
    return refusal(bytes, 0);
  }

  /**
   * The refusal of a body of this size, and what it is parsed into, for which there was no room.
   */
  public RequestRejectedException refusal(long bytes, long parsed) {
    return budget.fits(HELD_PER_BYTE * bytes + parsed)
        ? RequestRejectedException.until(
            ErrorCode.OVERLOADED,
            "The gateway's memory for request bodies is in use; send the request again.",
            RETRY_AFTER)
        : RequestRejectedException.with(
            ErrorCode.PAYLOAD_TOO_LARGE,
            "The request body needs more memory than the gateway has for request bodies; send less"
                + " in one request, or give the gateway more memory (-Xmx,"
                + " REQUEST_MEMORY_PERCENT).");
  }
}
