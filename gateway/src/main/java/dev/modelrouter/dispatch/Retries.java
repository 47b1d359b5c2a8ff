package dev.modelrouter.dispatch;

import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.routing.Target;
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
  private final DispatchPolicy policy;
  private final Consumer<Target> again;
  private final Watchdog pause;
  private int made;
  private @Nullable GatewayError cause;
  private @Nullable Entry entry;

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
      DispatchPolicy policy,
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

  /**
   * Asks the same target again after a pause, if that is allowed and worth waiting for. A probe has
   * given its verdict and is not repeated.
   *
   * @param sent whether the failed request may have reached the provider
   * @param leftNanos time left for the exchange
   * @return whether it will
   */
  boolean later(Entry failed, GatewayError error, boolean sent, long leftNanos) {
    boolean hopeless = !error.code().retryable() || error.quotaGone();
    if (failed.probe() || hopeless || made >= policy.maxRetries()) {
      return false;
    }
    Long millis = dispatcher.backoff().delayMillis(error, sent, made);
    if (millis == null
        || TimeUnit.MILLISECONDS.toNanos(millis) >= leftNanos
        || !conduct.retryBudget().retry(dispatcher.nanoTime())) {
      return false;
    }
    made++;
    cause = error;
    entry = failed;
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
