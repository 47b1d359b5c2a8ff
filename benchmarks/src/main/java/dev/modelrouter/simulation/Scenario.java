package dev.modelrouter.simulation;

import dev.modelrouter.policy.BreakerThreshold;
import java.time.Duration;

/**
 * One run.
 *
 * @param simulatedStrategy the strategy
 * @param hedging whether late requests are hedged
 * @param continuation whether another target goes on with a stream that broke off
 * @param threshold what it takes to open a circuit
 * @param longestPause for which it stays open
 * @param requests how many, at least 1
 * @param seed what all luck comes from
 */
record Scenario(
    SimulatedStrategy simulatedStrategy,
    boolean hedging,
    boolean continuation,
    BreakerThreshold threshold,
    Duration longestPause,
    int requests,
    long seed) {
  private static final long SECOND = 1_000_000_000L;

  /** How long a target keeps a conversation's prompt. */
  static final long WARM_NANOS = 300 * SECOND;

  /** Conversations that take turns in such a time: six requests of each, on average. */
  static final int CONVERSATIONS = 5_000;

  /** Requests a second, on average; they come independently of each other. */
  static final int RATE = 100;

  /** What the gateway has by default. */
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** The default for the longest pause, and no continuation. */
  Scenario(
      SimulatedStrategy simulatedStrategy,
      boolean hedging,
      BreakerThreshold threshold,
      int requests,
      long seed) {
    this(simulatedStrategy, hedging, false, threshold, LONGEST_PAUSE, requests, seed);
  }

  /** Nanoseconds in which about all requests have come. */
  long length() {
    return requests * SECOND / RATE + 60 * SECOND;
  }
}
