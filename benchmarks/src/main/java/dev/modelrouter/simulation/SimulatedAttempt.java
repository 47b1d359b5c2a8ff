package dev.modelrouter.simulation;

import dev.modelrouter.policy.Permit;

/** One attempt of an exchange. */
final class SimulatedAttempt {
  final SimulatedProvider provider;
  final Permit permit;
  final boolean probe;
  final boolean hedge;
  final long startedAt;
  final AttemptScript attemptScript;

  /** Whether it has failed, was cancelled or has ended. */
  boolean over;

  SimulatedAttempt(
      SimulatedProvider provider,
      Permit permit,
      boolean probe,
      boolean hedge,
      long startedAt,
      AttemptScript attemptScript) {
    this.provider = provider;
    this.permit = permit;
    this.probe = probe;
    this.hedge = hedge;
    this.startedAt = startedAt;
    this.attemptScript = attemptScript;
  }
}
