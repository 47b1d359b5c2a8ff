package dev.modelrouter.routing;

import org.jspecify.annotations.Nullable;

/**
 * What was known of a target at the instant of the choice. Together with the request and the route
 * this is all that decides, so it stands in the record of the decision.
 *
 * @param model the provider's name for the model
 * @param barred why it cannot be asked at all, in a few words; null if it can
 * @param away whether its breaker is open
 * @param spent whether its rate of this minute is spent
 * @param inFlight attempts under way on this node
 * @param firstTextMillis mean time to its first text lately; negative where unknown
 * @param tokensPerSecond mean pace after it lately; negative where unknown
 * @param costNanoUsd expected price of the request in billionths of a dollar; negative where
 *     unknown
 * @param circuit the open circuit, where it is away; else null
 */
public record TargetStatus(
    String model,
    @Nullable String barred,
    boolean away,
    boolean spent,
    int inFlight,
    double firstTextMillis,
    double tokensPerSecond,
    long costNanoUsd,
    @Nullable OpenCircuit circuit) {
  /** Why a target is barred whose provider takes no part. */
  static final String NOT_CONFIGURED = "not configured";

  /** One of whose circuit nothing more is known. */
  public TargetStatus(
      String model,
      @Nullable String barred,
      boolean away,
      boolean spent,
      int inFlight,
      double firstTextMillis,
      double tokensPerSecond,
      long costNanoUsd) {
    this(model, barred, away, spent, inFlight, firstTextMillis, tokensPerSecond, costNanoUsd, null);
  }

  /** Whether it looks able to answer right now. */
  public boolean well() {
    return !away && !spent;
  }

  /** Nothing known but that it cannot be asked. */
  static TargetStatus barred(String model, String why) {
    return new TargetStatus(model, why, false, false, 0, -1, -1, -1);
  }
}
