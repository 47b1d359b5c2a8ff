package dev.modelrouter.dispatch;

import dev.modelrouter.policy.BreakerFailure;
import dev.modelrouter.policy.SlidingWindowLimiter;
import dev.modelrouter.state.AdmissionResult;
import dev.modelrouter.state.SharedState;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A state in which a provider has one permit for each window, or is put away. */
final class FakeRate implements SharedState {
  private final SlidingWindowLimiter window;
  private final LongSupplier nanoClock;
  volatile @Nullable Duration away;
  volatile int admitted;
  volatile int asked;
  volatile int abandoned;

  FakeRate(Duration window, LongSupplier nanoClock) {
    this.window = new SlidingWindowLimiter(window);
    this.nanoClock = nanoClock;
  }

  @Override
  public synchronized Future<AdmissionResult> admitProvider(String provider, int perMinute) {
    asked++;
    Duration remaining = away;
    if (remaining != null) {
      return Future.succeededFuture(new AdmissionResult.BreakerOpen(remaining));
    }
    long wait = window.take(perMinute, nanoClock.getAsLong());
    if (wait == 0) {
      admitted++;
    }
    return Future.succeededFuture(
        wait == 0
            ? new AdmissionResult.Admitted(false)
            : new AdmissionResult.RateLimited(Duration.ofNanos(wait)));
  }

  @Override
  public AdmissionResult peek(String provider, int perMinute) {
    Duration remaining = away;
    long wait = window.retryAfter(perMinute, nanoClock.getAsLong());
    return remaining != null
        ? new AdmissionResult.BreakerOpen(remaining)
        : wait == 0
            ? new AdmissionResult.Admitted(false)
            : new AdmissionResult.RateLimited(Duration.ofNanos(wait));
  }

  @Override
  public synchronized void abandoned(String provider) {
    abandoned++;
  }

  @Override
  public Future<@Nullable Duration> admitCaller(String caller, int perMinute) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Boolean> openStream(String exchangeId, int max) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void closeStream(String exchangeId) {}

  @Override
  public void succeeded(String provider) {}

  @Override
  public void recordFailure(String provider, BreakerFailure failure) {}

  @Override
  public void answered(String provider) {}

  @Override
  public void resetAll(String provider) {}

  @Override
  public List<String> openParts(String provider) {
    return List.of();
  }

  @Override
  public void reset(String provider) {}

  @Override
  public String mode() {
    return "fake";
  }

  @Override
  public void close() {}
}
