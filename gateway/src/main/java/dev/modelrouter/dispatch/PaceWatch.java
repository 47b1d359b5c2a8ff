package dev.modelrouter.dispatch;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.policy.Throughput;
import org.jspecify.annotations.Nullable;

/**
 * Looks now and then whether a stream brings enough tokens, from its first content on. Time in
 * which the caller does not read does not count. Confined to the event loop of its attempt.
 */
final class PaceWatch {
  /** How often it looks within a window. */
  private static final int LOOKS = 10;

  private final Deadlines deadlines;
  private final LeastPace least;
  private final Watchdog look;
  private final Runnable tooSlow;
  private @Nullable Throughput throughput;
  private long seen;

  /**
   * Nothing has come yet.
   *
   * @param owner ends if that throws
   * @param tooSlow runs once if the stream falls behind
   */
  PaceWatch(Deadlines deadlines, LeastPace least, ExceptionHandler owner, Runnable tooSlow) {
    this.deadlines = deadlines;
    this.least = least;
    this.tooSlow = tooSlow;
    this.look = new Watchdog(deadlines, owner, this::look);
  }

  /** A piece has come. */
  void saw(ChatEvent.Content piece) {
    tokens(piece.tokens());
  }

  /** So many tokens have come since the beginning. */
  void sawInAll(long all) {
    tokens((int) Math.min(all - seen, Integer.MAX_VALUE));
    seen = all;
  }

  /** The first tokens begin the watch. */
  private void tokens(int count) {
    if (count > 0) {
      long now = deadlines.now();
      Throughput watched = throughput;
      if (watched == null) {
        watched = new Throughput(least.tokensPerSecond(), least.window(), now);
        throughput = watched;
        lookAgain();
      }
      watched.tokens(count, now);
    }
  }

  /** Reading has stopped because the caller is slow. */
  void pause() {
    if (throughput != null) {
      throughput.pause(deadlines.now());
    }
  }

  /** Reading goes on. */
  void resume() {
    if (throughput != null) {
      throughput.resume(deadlines.now());
    }
  }

  /** Nothing more is expected. */
  void stop() {
    look.stop();
  }

  private void look() {
    if (throughput != null && throughput.isTooSlow(deadlines.now())) {
      tooSlow.run();
    } else {
      lookAgain();
    }
  }

  private void lookAgain() {
    look.limitNanos(Math.max(1, least.window().toNanos() / LOOKS));
  }
}
