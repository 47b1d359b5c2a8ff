package dev.modelrouter.policy;

import java.time.Duration;

/**
 * Watches that a stream brings at least so many tokens a second over a window, so that one which
 * trickles is seen as stalled though it is never silent for long.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>{@link #isTooSlow}</th><th>leads on</th></tr>
 * <tr><td>starting: less than a window since the beginning</td><td>no</td><td>time: watching</td>
 *     </tr>
 * <tr><td>watching</td><td>if the window holds too few tokens</td><td>{@link #pause}: paused</td>
 *     </tr>
 * <tr><td>paused: the caller does not read</td><td>as when it was paused</td><td>{@link #resume}:
 *     goes on as if no time had passed</td></tr>
 * </table>
 *
 * <p><b>Implementation notes.</b> Tokens count for the window or up to a tenth longer ({@link
 * RollingCounter}), so a stream that is fast enough is never called slow, and one that stops is
 * called so at most a tenth late. Confined to the event loop of its exchange; not safe for threads.
 */
public final class Throughput {
  private static final int PARTS = 10;

  private final double fewest;
  private final long window;
  private final long began;
  private final RollingCounter tokens;
  private long pausedFor;
  private boolean paused;
  private long pausedAt;

  /**
   * Watches from now on; best begun with the first content token.
   *
   * @param tokensPerSecond the fewest, more than 0
   * @param window over which they are counted
   */
  public Throughput(double tokensPerSecond, Duration window, long now) {
    if (!(tokensPerSecond > 0)) {
      throw new IllegalArgumentException("a throughput of nothing needs no watching");
    }
    this.window = window.toNanos();
    this.fewest = tokensPerSecond * this.window / Duration.ofSeconds(1).toNanos();
    this.began = now;
    this.tokens = new RollingCounter(this.window, PARTS);
  }

  /** So many tokens came. */
  public void tokens(int count, long now) {
    tokens.add(count, watched(now));
  }

  /**
   * Reading from the provider has stopped, because the caller is slow: that time is not its own.
   */
  public void pause(long now) {
    if (!paused) {
      paused = true;
      pausedAt = now;
    }
  }

  /** Reading goes on. */
  public void resume(long now) {
    if (paused) {
      paused = false;
      pausedFor += now - pausedAt;
    }
  }

  /** Whether a whole window has passed and it held too few tokens. */
  public boolean isTooSlow(long now) {
    long at = watched(now);
    return at - began >= window && tokens.covering(at) < fewest;
  }

  private long watched(long now) {
    return (paused ? pausedAt : now) - pausedFor;
  }
}
