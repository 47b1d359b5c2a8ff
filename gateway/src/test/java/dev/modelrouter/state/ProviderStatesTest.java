package dev.modelrouter.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.policy.CircuitBreakerRules;
import dev.modelrouter.policy.CircuitState;
import dev.modelrouter.state.AdmissionResult.Admitted;
import dev.modelrouter.state.AdmissionResult.BreakerOpen;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProviderStatesTest {
  private static final int MAX = 100;
  private static final CircuitBreakerRules RULES =
      new CircuitBreakerRules(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofSeconds(20),
          CircuitBreakerRules.FORGET_AFTER);

  private final ProviderStates gates = new ProviderStates(RULES, Duration.ofMinutes(1), MAX);

  @Test
  void namesThatNothingIsHeldAgainstMakeRoomByThemselves() {
    fail("groq");
    for (int i = 0; i < 10_000; i++) {
      admit("groq/model " + i, 0);
      assertThat(gates.names()).hasSizeLessThanOrEqualTo(MAX);
    }
    for (int i = 0; i < 10_000; i++) {
      admit("groq/other " + i, 0);
    }
    assertThat(gates.names()).noneMatch(name -> name.startsWith("groq/model"));
    assertThat(admit("groq", 0)).isInstanceOf(BreakerOpen.class);
  }

  @Test
  void fewNames_thatNothingIsHeldAgainst_areKept() {
    List<ProviderState> first = List.of(gate("groq"), gate("groq/a"), gate("groq/b"));
    assertThat(List.of(gate("groq"), gate("groq/a"), gate("groq/b")))
        .usingElementComparator((a, b) -> a == b ? 0 : 1)
        .isEqualTo(first);
  }

  @Test
  void namesThatAreAllAwayAreStillBounded() {
    for (int i = 0; i < 10_000; i++) {
      fail("groq/model " + i);
      assertThat(gates.names()).hasSizeLessThanOrEqualTo(MAX);
    }
    assertThat(gates.names()).hasSize(MAX);
  }

  @Test
  void aSpentRateIsKept() {
    assertThat(admit("groq", 1)).isInstanceOf(Admitted.class);
    for (int i = 0; i < 50; i++) {
      admit("groq/model " + i, 0);
    }
    assertThat(admit("groq", 1)).isInstanceOf(AdmissionResult.RateLimited.class);
  }

  @Test
  void permitsThatCountForSeveralEndWhereTheNextWouldNotFit() {
    ProviderState gate = new ProviderState(RULES, Duration.ofMinutes(1));
    assertThat(gate.admit(60, 1, 0)).isInstanceOf(Admitted.class);
    for (int i = 0; i < 29; i++) {
      assertThat(gate.admit(60, 2, 0)).isInstanceOf(Admitted.class);
    }
    assertThat(gate.admit(60, 2, 0)).isInstanceOf(AdmissionResult.RateLimited.class);
    assertThat(gate.admit(60, 1, 0)).isInstanceOf(Admitted.class);
  }

  private AdmissionResult admit(String name, int perMinute) {
    return gates.with(name, 0, gate -> gate.admit(perMinute, 1, 0));
  }

  @Test
  void modelsWithoutRate_thatNeverFail_needNoGate() {
    MemoryState state =
        new MemoryState(
            () -> 0,
            StateTiming.inService(
                Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofSeconds(20)));
    state.admitProvider("groq/a", 0);
    state.succeeded("groq/a");
    state.abandoned("groq/a");
    assertThat(state.providers()).isEmpty();
    assertThat(state.circuit("groq/a")).isInstanceOf(CircuitState.Closed.class);
  }

  private ProviderState gate(String name) {
    return gates.with(name, 0, gate -> gate);
  }

  private void fail(String name) {
    gates.with(
        name,
        0,
        gate -> {
          gate.settle(circuit -> RULES.failed(circuit, null, 0));
          return gate;
        });
  }
}
