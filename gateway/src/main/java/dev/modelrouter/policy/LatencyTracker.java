package dev.modelrouter.policy;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How fast a target has been lately: the time to its first content token and the tokens a second
 * after it, each a mean that forgets ({@link DecayingMean}).
 *
 * <table>
 * <caption>States of each of the two</caption>
 * <tr><th>state</th><th>an answer is seen</th><th>time passes</th></tr>
 * <tr><td>unknown</td><td>known: that answer's</td><td>unknown</td></tr>
 * <tr><td>known</td><td>known: the weighted mean</td><td>known, the same; unknown once the
 *     observations weigh less than a twentieth of one from now</td></tr>
 * </table>
 *
 * <p>Safe for threads.
 */
public final class LatencyTracker {
  /** A stream this short says nothing about tokens a second. */
  private static final int FEWEST_TOKENS = 8;

  private static final double SECOND = Duration.ofSeconds(1).toNanos();

  private final DecayingMean firstToken;
  private final DecayingMean tokensPerSecond;

  /**
   * Nothing known yet.
   *
   * @param halfLife the age at which an observation weighs half
   */
  public LatencyTracker(Duration halfLife) {
    firstToken = new DecayingMean(halfLife);
    tokensPerSecond = new DecayingMean(halfLife);
  }

  /** The default: what happened ten seconds ago weighs half. */
  public static LatencyTracker defaultTracker() {
    return new LatencyTracker(Duration.ofSeconds(10));
  }

  /**
   * The first content token came, or had not come when the attempt was given up: then it took at
   * least so long, and a target that hangs must not look like one that was never asked.
   *
   * @param nanos since the attempt began
   */
  public synchronized void firstToken(long nanos, long now) {
    firstToken.observe((double) nanos, now);
  }

  /**
   * A stream ended.
   *
   * @param tokens of its content, the first not counted
   * @param nanos from the first content token to the last
   */
  public synchronized void stream(long tokens, long nanos, long now) {
    if (tokens >= FEWEST_TOKENS && nanos > 0) {
      tokensPerSecond.observe(tokens * SECOND / nanos, now);
    }
  }

  /** Mean time to the first content token in nanoseconds, if known. */
  public synchronized OptionalLong firstTokenNanos(long now) {
    OptionalDouble mean = firstToken.mean(now);
    return mean.isEmpty() ? OptionalLong.empty() : OptionalLong.of((long) mean.getAsDouble());
  }

  /** Mean tokens a second after the first, if known. */
  public synchronized OptionalDouble tokensPerSecond(long now) {
    return tokensPerSecond.mean(now);
  }

  /**
   * The time a whole answer is expected to take, in nanoseconds, if the first token's is known; the
   * rest counts only if that is known too.
   *
   * @param tokens expected in the answer
   */
  public synchronized OptionalLong answerNanos(int tokens, long now) {
    OptionalDouble first = firstToken.mean(now);
    if (first.isEmpty()) {
      return OptionalLong.empty();
    }
    OptionalDouble pace = tokensPerSecond.mean(now);
    double rest = pace.isEmpty() ? 0 : tokens * SECOND / pace.getAsDouble();
    return OptionalLong.of((long) (first.getAsDouble() + rest));
  }
}
