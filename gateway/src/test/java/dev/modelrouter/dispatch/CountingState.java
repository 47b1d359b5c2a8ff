package dev.modelrouter.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.policy.BreakerFailure;
import dev.modelrouter.state.AdmissionResult;
import dev.modelrouter.state.SharedState;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A state that checks that each admission gets exactly one verdict. */
final class CountingState implements SharedState {
  private final SharedState real;
  private final Map<String, Integer> owed = new TreeMap<>();

  CountingState(SharedState real) {
    this.real = real;
  }

  /** Admissions that have no verdict yet, by name. */
  Map<String, Integer> owed() {
    return owed;
  }

  @Override
  public Future<AdmissionResult> admitProvider(String provider, int perMinute) {
    Future<AdmissionResult> verdict = real.admitProvider(provider, perMinute);
    if (verdict.result() instanceof AdmissionResult.Admitted) {
      owed.merge(provider, 1, Integer::sum);
    }
    return verdict;
  }

  private void settle(String provider) {
    assertThat(owed).as("a verdict without an admission").containsKey(provider);
    owed.computeIfPresent(provider, (name, count) -> count == 1 ? null : count - 1);
  }

  @Override
  public void succeeded(String provider) {
    settle(provider);
    real.succeeded(provider);
  }

  @Override
  public void recordFailure(String provider, BreakerFailure failure) {
    settle(provider);
    real.recordFailure(provider, failure);
  }

  @Override
  public void answered(String provider) {
    assertThat(owed).as("an answer without an admission").containsKey(provider);
    real.answered(provider);
  }

  @Override
  public void abandoned(String provider) {
    settle(provider);
    real.abandoned(provider);
  }

  @Override
  public Future<@Nullable Duration> admitCaller(String caller, int perMinute) {
    return real.admitCaller(caller, perMinute);
  }

  @Override
  public Future<Boolean> openStream(String exchangeId, int max) {
    return real.openStream(exchangeId, max);
  }

  @Override
  public void closeStream(String exchangeId) {
    real.closeStream(exchangeId);
  }

  @Override
  public void reset(String provider) {
    real.reset(provider);
  }

  @Override
  public void resetAll(String provider) {
    real.resetAll(provider);
  }

  @Override
  public List<String> openParts(String provider) {
    return real.openParts(provider);
  }

  @Override
  public AdmissionResult peek(String provider, int perMinute) {
    return real.peek(provider, perMinute);
  }

  @Override
  public String mode() {
    return real.mode();
  }

  @Override
  public void close() {}
}
