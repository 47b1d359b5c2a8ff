package dev.modelrouter.policy;

import org.jspecify.annotations.Nullable;

/**
 * How many attempts may be in flight at a target at once. Never more permits are out than {@link
 * #most} was when the last was taken. Safe for threads.
 */
public abstract sealed class InFlightLimit permits ConcurrencyLimit, AdaptiveLimit {
  private int inFlight;

  InFlightLimit() {}

  /** A permit, or null if as many as may be are out. Who gets one must end it. */
  public final synchronized @Nullable Permit take(long now) {
    if (inFlight >= most()) {
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
  public abstract int most();

  /**
   * Learns from an attempt; under this object's monitor.
   *
   * @param busy permits that were out, this one included
   */
  abstract void learn(Permit.End end, int busy, long takenAt, long now);

  final synchronized void ended(Permit.End end, long takenAt, long now) {
    learn(end, inFlight, takenAt, now);
    inFlight--;
  }
}
