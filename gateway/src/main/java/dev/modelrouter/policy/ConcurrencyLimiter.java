package dev.modelrouter.policy;

import org.jspecify.annotations.Nullable;

/**
 * How many attempts may be in flight at a target at once. Never more permits are out than {@link
 * #max} was when the last was taken. Safe for threads.
 */
public abstract sealed class ConcurrencyLimiter
    permits FixedConcurrencyLimiter, AdaptiveConcurrencyLimiter {
  private int inFlight;

  ConcurrencyLimiter() {}

  /** A permit, or null if as many as may be are out. Who gets one must end it. */
  public final synchronized @Nullable Permit take(long now) {
    if (inFlight >= max()) {
      return null;
    }
    inFlight++;
    return new Permit(this, now);
  }

  /** Permits that are out. */
  public final synchronized int inFlight() {
    return inFlight;
  }

  /** Permits that may be out at this instant, at least 1. */
  public abstract int max();

  /**
   * Learns from an attempt; under this object's monitor.
   *
   * @param busy permits that were out, this one included
   */
  abstract void learn(Permit.Outcome outcome, int busy, long takenAt, long now);

  final synchronized void ended(Permit.Outcome outcome, long takenAt, long now) {
    learn(outcome, inFlight, takenAt, now);
    inFlight--;
  }
}
