package dev.modelrouter.policy;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to one attempt in flight, from an {@link ConcurrencyLimiter}. It is given back by its
 * end, which counts once: whoever ends it again changes nothing.
 */
public final class Permit {

  /** What the attempt says about its target's load. */
  public enum Outcome {
    /** It brought an answer: the target can bear what it had. */
    SUCCEEDED,
    /** It was turned away or timed out: the target had too much. */
    OVERLOADED,
    /** It says nothing: the caller left, or the request was wrong in itself. */
    IGNORED
  }

  private final ConcurrencyLimiter limit;
  private final long takenAt;
  private final AtomicBoolean ended = new AtomicBoolean();

  Permit(ConcurrencyLimiter limit, long takenAt) {
    this.limit = limit;
    this.takenAt = takenAt;
  }

  /**
   * Gives the permit back.
   *
   * @return whether it was still out
   */
  public boolean end(Outcome outcome, long now) {
    if (!ended.compareAndSet(false, true)) {
      return false;
    }
    limit.ended(outcome, takenAt, now);
    return true;
  }
}
