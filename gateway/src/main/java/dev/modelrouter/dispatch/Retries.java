package dev.modelrouter.dispatch;

import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.routing.Target;
import dev.modelrouter.state.SharedState;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Further attempts at the same target, after a pause. Between {@link #later} and {@link #forget} it
 * knows why the last attempt failed, which is what counts if no further one is let through.
 */
final class Retries {
  private final Dispatcher dispatcher;
  private final Conduct conduct;
  private final RetryPolicy policy;
  private final Consumer<Target> again;
  private final Watchdog pause;
  private int made;
  private int total;
  private boolean budgetSpent;
  private @Nullable GatewayError cause;
  private @Nullable Entry entry;
  private boolean sent;

  /**
   * None made yet.
   *
   * @param owner ends if that throws
   * @param again asks a target once more
   */
  Retries(
      Dispatcher dispatcher,
      ExceptionHandler owner,
      Conduct conduct,
      RetryPolicy policy,
      Consumer<Target> again) {
    this.dispatcher = dispatcher;
    this.conduct = conduct;
    this.policy = policy;
    this.again = again;
    this.pause = new Watchdog(dispatcher.deadlines(), owner, this::over);
  }

  /** Another target's turn has come. */
  void forget() {
    made = 0;
    cause = null;
    entry = null;
  }

  /** Why the attempt before the retry failed; null without one. */
  @Nullable GatewayError cause() {
    return cause;
  }

  /** The entry of the attempt before the retry, which is owed its verdict; null without one. */
  @Nullable Entry entry() {
    return entry;
  }

  /** The retry is let through: its own end is the verdict, that of the attempt before it is not. */
  void admitted(SharedState state) {
    Entry before = entry;
    if (before != null) {
      before.abandoned(state);
    }
    cause = null;
    entry = null;
  }

  /** There will be no retry any more: the attempt before it gets its verdict. */
  void settle(SharedState state) {
    Entry before = entry;
    GatewayError why = cause;
    if (before != null && why != null) {
      before.failed(state, why, sent);
    }
    cause = null;
    entry = null;
  }

  /** How many retries there have been at all targets. */
  int total() {
    return total;
  }

  /** Whether a retry was not made because the budget was spent. */
  boolean budgetSpent() {
    return budgetSpent;
  }

  /**
   * Asks the same target again after a pause, if that is allowed and worth waiting for. A probe has
   * given its verdict and is not repeated.
   *
   * @param sent whether the failed request may have reached the provider
   * @param leftNanos time left for the exchange
   * @return whether it will
   */
  boolean later(Entry failed, GatewayError error, boolean sent, long leftNanos) {
    return allowed(failed, error)
        && made < policy.max()
        && in(failed, error, sent, dispatcher.backoff().delayMillis(error, sent, made), leftNanos);
  }

  /**
   * Asks the same target again almost at once, although others could answer, after an error that is
   * often gone at once.
   *
   * @return whether it will
   */
  boolean quickly(Entry failed, GatewayError error, boolean sent, long leftNanos) {
    return allowed(failed, error)
        && made < Math.min(policy.quick(), policy.max())
        && sent
        && error.retryAfter() == null
        && isBlip(error)
        && in(failed, error, true, dispatcher.backoff().quickDelayMillis(), leftNanos);
  }

  /**
   * Asks the same target again when the wait that it asked for is over, although others could
   * answer.
   *
   * @return whether it will
   */
  boolean whenItAsks(Entry failed, GatewayError error, boolean sent, long leftNanos) {
    return error.retryAfter() != null
        && error.retryAfter().compareTo(policy.retryAfterWait()) <= 0
        && later(failed, error, sent, leftNanos);
  }

  private static boolean allowed(Entry failed, GatewayError error) {
    return !failed.probe() && error.code().retryable() && !error.quotaGone();
  }

  /** What is often gone at once: 500, 502, 503, and a connection that broke before the head. */
  private static boolean isBlip(GatewayError error) {
    return switch (error.code()) {
      case CONNECTION_ERROR -> true;
      case SERVER_ERROR ->
          error.origin() != null
              && switch (error.origin().status()) {
                case 500, 502, 503 -> true;
                default -> false;
              };
      default -> false;
    };
  }

  private boolean in(
      Entry failed, GatewayError error, boolean sent, @Nullable Long millis, long leftNanos) {
    if (millis == null || TimeUnit.MILLISECONDS.toNanos(millis) >= leftNanos) {
      return false;
    }
    if (!conduct.retryBudget().retry(dispatcher.nanoTime())) {
      budgetSpent = true;
      return false;
    }
    made++;
    total++;
    cause = error;
    entry = failed;
    this.sent = sent;
    pause.limitMillis(millis);
    return true;
  }

  void stop() {
    pause.stop();
  }

  private void over() {
    Entry failed = entry;
    if (failed != null) {
      again.accept(failed.target());
    }
  }
}
