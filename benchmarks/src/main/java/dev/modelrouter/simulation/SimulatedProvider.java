package dev.modelrouter.simulation;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An invented provider: how fast it is, what it costs, how much it bears, and when it is unwell.
 *
 * @param name its id
 * @param number its place in the route, from 0
 * @param weight its share under the weighted strategy
 * @param firstTokenMillis median time to the first content token when it is idle
 * @param tokensPerSecond after the first
 * @param inputPrice dollars for a million input tokens
 * @param outputPrice dollars for a million output tokens
 * @param capacity attempts in flight at which it is twice as slow
 * @param outagePhases its bad times
 */
record SimulatedProvider(
    String name,
    int number,
    int weight,
    double firstTokenMillis,
    double tokensPerSecond,
    double inputPrice,
    double outputPrice,
    int capacity,
    List<OutagePhase> outagePhases) {
  private static final double MILLI = 1e6;
  private static final double SECOND = 1e9;
  private static final double SIGMA = 0.4;

  /** Of a healthy provider's attempts: those that take ten times as long, and those that fail. */
  private static final double STRAGGLERS = 0.01;

  private static final double ERRORS = 0.002;

  /** The three of the scenario: fast and dear, middling, slow and cheap. */
  static List<SimulatedProvider> three(long seed, long length) {
    return List.of(
        of("swift", 0, 5, 180, 120, 0.60, 2.40, seed, length),
        of("steady", 1, 3, 350, 80, 0.30, 1.20, seed, length),
        of("thrifty", 2, 2, 600, 60, 0.10, 0.40, seed, length));
  }

  private static SimulatedProvider of(
      String name,
      int number,
      int weight,
      double millis,
      double pace,
      double input,
      double output,
      long seed,
      long length) {
    List<OutagePhase> outagePhases = OutagePhase.drawn(seed, number, length);
    return new SimulatedProvider(
        name, number, weight, millis, pace, input, output, 1_200, outagePhases);
  }

  /** What it does with an attempt that begins now. */
  AttemptScript attempt(long now, SeededRandom seededRandom, int outputTokens, int inFlight) {
    boolean slow = false;
    for (OutagePhase outagePhase : outagePhases) {
      if (outagePhase.holds(now)) {
        switch (outagePhase.kind()) {
          case DOWN -> {
            return failing(now + (long) (30 * MILLI), ErrorCode.SERVER_ERROR, null);
          }
          case SILENT -> {
            return new AttemptScript(AttemptScript.NEVER, null, AttemptScript.NEVER, false);
          }
          case STORM -> {
            if (seededRandom.uniform() < 0.8) {
              Duration wait =
                  seededRandom.uniform() < 0.5
                      ? Duration.ofSeconds((long) seededRandom.between(1, 11))
                      : null;
              return failing(now + (long) (20 * MILLI), ErrorCode.RATE_LIMIT, wait);
            }
          }
          case SLOW -> slow = true;
        }
      }
    }
    if (seededRandom.uniform() < ERRORS) {
      return failing(now + (long) (100 * MILLI), ErrorCode.SERVER_ERROR, null);
    }
    double crowd = (double) inFlight / capacity;
    double first = firstTokenMillis * MILLI * seededRandom.logNormal(SIGMA) * (1 + crowd * crowd);
    if (seededRandom.uniform() < STRAGGLERS) {
      first *= 10;
    }
    double rest = outputTokens * SECOND / tokensPerSecond * (1 + crowd * crowd / 2);
    long firstAt = now + (long) (slow ? first * 8 : first);
    long endAt = firstAt + (long) (slow ? rest * 3 : rest);
    return cut(firstAt, endAt);
  }

  /** An outage that begins meanwhile breaks off what is under way. */
  private AttemptScript cut(long firstAt, long endAt) {
    for (OutagePhase outagePhase : outagePhases) {
      if (outagePhase.kind() == OutagePhase.Kind.DOWN
          && firstAt < outagePhase.from()
          && outagePhase.from() < endAt) {
        return new AttemptScript(firstAt, null, outagePhase.from(), true);
      }
    }
    return new AttemptScript(firstAt, null, endAt, false);
  }

  private static AttemptScript failing(long at, ErrorCode code, @Nullable Duration retryAfter) {
    return new AttemptScript(at, new GatewayError(code, "simulated", retryAfter), at, false);
  }

  /** Dollars for an attempt that brought so many tokens. */
  double cost(double inputTokens, double outputTokens) {
    return (inputTokens * inputPrice + outputTokens * outputPrice) / 1e6;
  }
}
