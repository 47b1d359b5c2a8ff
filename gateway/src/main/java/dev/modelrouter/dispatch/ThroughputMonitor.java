package dev.modelrouter.dispatch;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.policy.Throughput;
import org.jspecify.annotations.Nullable;

/**
 * Looks now and then whether a stream brings enough tokens, from its first content on. Time in
 * which the caller does not read does not count. Confined to the event loop of its attempt.
 */
final class ThroughputMonitor {
  /** How often it looks within a window. */
  private static final int CHECKS_PER_WINDOW = 10;

  private final TimeoutScheduler scheduler;
  private final MinThroughput minThroughput;
  private final MovableTimeout checkTimer;
  private final Runnable tooSlow;
  private @Nullable Throughput throughput;
  private long observedTokens;

  /**
   * Nothing has come yet.
   *
   * @param owner ends if that throws
   * @param tooSlow runs once if the stream falls behind
   */
  ThroughputMonitor(
      TimeoutScheduler scheduler,
      MinThroughput minThroughput,
      ExceptionHandler owner,
      Runnable tooSlow) {
    this.scheduler = scheduler;
    this.minThroughput = minThroughput;
    this.tooSlow = tooSlow;
    this.checkTimer = new MovableTimeout(scheduler, owner, this::check);
  }

  /** A piece has come. */
  void onContent(ChatEvent.Content piece) {
    tokens(piece.tokens());
  }

  /** So many tokens have come since the beginning. */
  void onTotalTokens(long all) {
    tokens((int) Math.min(all - observedTokens, Integer.MAX_VALUE));
    observedTokens = all;
  }

  /** The first tokens begin the watch. */
  private void tokens(int count) {
    if (count > 0) {
      long now = scheduler.now();
      Throughput watched = throughput;
      if (watched == null) {
        watched = new Throughput(minThroughput.tokensPerSecond(), minThroughput.window(), now);
        throughput = watched;
        scheduleCheck();
      }
      watched.tokens(count, now);
    }
  }

  /** Reading has stopped because the caller is slow. */
  void pause() {
    if (throughput != null) {
      throughput.pause(scheduler.now());
    }
  }

  /** Reading goes on. */
  void resume() {
    if (throughput != null) {
      throughput.resume(scheduler.now());
    }
  }

  /** Nothing more is expected. */
  void stop() {
    checkTimer.stop();
  }

  private void check() {
    if (throughput != null && throughput.isTooSlow(scheduler.now())) {
      tooSlow.run();
    } else {
      scheduleCheck();
    }
  }

  private void scheduleCheck() {
    checkTimer.setNanos(Math.max(1, minThroughput.window().toNanos() / CHECKS_PER_WINDOW));
  }
}
