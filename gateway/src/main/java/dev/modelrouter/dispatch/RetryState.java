package dev.modelrouter.dispatch;

import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.routing.Target;
import dev.modelrouter.state.SharedState;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Further attempts at the same target, after a pause. Between {@link #retryAfterBackoff} and {@link
 * #reset} it knows why the last attempt failed, which is what counts if no further one is let
 * through.
 */
final class RetryState {
  private final Dispatcher dispatcher;
  private final RoutePolicy routePolicy;
  private final RetryPolicy policy;
  private final Consumer<Target> again;
  private final MovableTimeout pause;
  private int made;
  private int total;
  private boolean budgetExhausted;
  private @Nullable GatewayError cause;
  private @Nullable AttemptPermit permit;
  private boolean sent;

  /**
   * None made yet.
   *
   * @param owner ends if that throws
   * @param again asks a target once more
   */
  RetryState(
      Dispatcher dispatcher,
      ExceptionHandler owner,
      RoutePolicy routePolicy,
      RetryPolicy policy,
      Consumer<Target> again) {
    this.dispatcher = dispatcher;
    this.routePolicy = routePolicy;
    this.policy = policy;
    this.again = again;
    this.pause = new MovableTimeout(dispatcher.timeoutScheduler(), owner, this::over);
  }

  /** Another target's turn has come. */
  void reset() {
    made = 0;
    cause = null;
    permit = null;
  }

  /** Why the attempt before the retry failed; null without one. */
  @Nullable GatewayError cause() {
    return cause;
  }

  /** The entry of the attempt before the retry, which is owed its verdict; null without one. */
  @Nullable AttemptPermit entry() {
    return permit;
  }

  /** The retry is let through: its own end is the verdict, that of the attempt before it is not. */
  void admitted(SharedState state) {
    AttemptPermit before = permit;
    if (before != null) {
      before.abandoned(state);
    }
    cause = null;
    permit = null;
  }

  /** There will be no retry any more: the attempt before it gets its verdict. */
  void settle(SharedState state) {
    AttemptPermit before = permit;
    GatewayError why = cause;
    if (before != null && why != null) {
      before.failed(state, why, sent);
    }
    cause = null;
    permit = null;
  }

  /** How many retries there have been at all targets. */
  int total() {
    return total;
  }

  /** Whether a retry was not made because the budget was spent. */
  boolean budgetExhausted() {
    return budgetExhausted;
  }

  /**
   * Asks the same target again after a pause, if that is allowed and worth waiting for. A probe has
   * given its verdict and is not repeated.
   *
   * @param sent whether the failed request may have reached the provider
   * @param leftNanos time left for the exchange
   * @return whether it will
   */
  boolean retryAfterBackoff(
      AttemptPermit failed, GatewayError error, boolean sent, long leftNanos) {
    return allowed(failed, error)
        && made < policy.max()
        && retryIn(
            failed, error, sent, dispatcher.backoff().delayMillis(error, sent, made), leftNanos);
  }

  /**
   * Asks the same target again almost at once, although others could answer, after an error that is
   * often gone at once.
   *
   * @return whether it will
   */
  boolean retryQuickly(AttemptPermit failed, GatewayError error, boolean sent, long leftNanos) {
    return allowed(failed, error)
        && made < Math.min(policy.quick(), policy.max())
        && sent
        && error.retryAfter() == null
        && isTransient(error)
        && retryIn(failed, error, true, dispatcher.backoff().quickDelayMillis(), leftNanos);
  }

  /**
   * Asks the same target again when the wait that it asked for is over, although others could
   * answer.
   *
   * @return whether it will
   */
  boolean afterRequestedDelay(
      AttemptPermit failed, GatewayError error, boolean sent, long leftNanos) {
    return error.retryAfter() != null
        && error.retryAfter().compareTo(policy.retryAfterWait()) <= 0
        && retryAfterBackoff(failed, error, sent, leftNanos);
  }

  private static boolean allowed(AttemptPermit failed, GatewayError error) {
    return !failed.probe() && error.code().retryable() && !error.quotaGone();
  }

  /** What is often gone at once: 500, 502, 503, and a connection that broke before the head. */
  private static boolean isTransient(GatewayError error) {
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

  private boolean retryIn(
      AttemptPermit failed,
      GatewayError error,
      boolean sent,
      @Nullable Long millis,
      long leftNanos) {
    if (millis == null || TimeUnit.MILLISECONDS.toNanos(millis) >= leftNanos) {
      return false;
    }
    if (!routePolicy.retryBudget().retry(dispatcher.nanoTime())) {
      budgetExhausted = true;
      return false;
    }
    made++;
    total++;
    cause = error;
    permit = failed;
    this.sent = sent;
    pause.setMillis(millis);
    return true;
  }

  void stop() {
    pause.stop();
  }

  private void over() {
    AttemptPermit failed = permit;
    if (failed != null) {
      again.accept(failed.target());
    }
  }
}
