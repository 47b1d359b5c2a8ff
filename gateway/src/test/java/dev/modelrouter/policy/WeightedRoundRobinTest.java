package dev.modelrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.policy.WeightedRoundRobin.WeightedKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WeightedRoundRobinTest {
  private static final WeightedKey A = new WeightedKey(new BreakerId("groq#a"), 5);
  private static final WeightedKey B = new WeightedKey(new BreakerId("groq#b"), 1);
  private static final WeightedKey C = new WeightedKey(new BreakerId("groq#c"), 1);

  @Test
  void keysOfEqualWeightTakeTurns() {
    WeightedKey a = new WeightedKey(A.id(), 1);
    WeightedRoundRobin roundRobin = new WeightedRoundRobin(List.of(a, B, C));
    assertThat(turns(roundRobin, 7)).containsExactly(a, B, C, a, B, C, a);
  }

  @Test
  void weightsAreSpreadAndNotServedInARow() {
    WeightedRoundRobin roundRobin = new WeightedRoundRobin(List.of(A, B, C));
    assertThat(turns(roundRobin, 7)).containsExactly(A, A, B, A, C, A, A);
    assertThat(turns(roundRobin, 7)).containsExactly(A, A, B, A, C, A, A);
  }

  @Test
  void aKeyThatMayNotBeUsedLeavesItsShareToTheOthers() {
    WeightedRoundRobin roundRobin = new WeightedRoundRobin(List.of(A, B, C));
    for (int i = 0; i < 4; i++) {
      assertThat(roundRobin.next(weightedKey -> weightedKey != A)).isEqualTo(i % 2 == 0 ? B : C);
    }
    assertThat(turns(roundRobin, 7)).containsExactly(A, A, B, A, C, A, A);
  }

  @Test
  void noUsableKeyIsNone() {
    WeightedRoundRobin roundRobin = new WeightedRoundRobin(List.of(A, B));
    assertThat(roundRobin.next(_ -> false)).isNull();
    assertThat(roundRobin.next(weightedKey -> weightedKey == B)).isEqualTo(B);
  }

  @Test
  void anExchangeThatTriesOneAfterTheOtherSeesEachExactlyOnce() {
    WeightedRoundRobin roundRobin = new WeightedRoundRobin(List.of(A, B, C));
    for (int i = 0; i < 100; i++) {
      Set<WeightedKey> tried = new HashSet<>();
      WeightedKey weightedKey = roundRobin.next(k -> !tried.contains(k));
      while (weightedKey != null) {
        assertThat(tried.add(weightedKey)).isTrue();
        weightedKey = roundRobin.next(k -> !tried.contains(k));
      }
      assertThat(tried).containsExactlyInAnyOrder(A, B, C);
    }
  }

  @Test
  void inTheLongRunSharesAreExactlyTheWeightsAndNoKeyRunsAhead() {
    Random random = new Random(17);
    for (int round = 0; round < 20; round++) {
      List<WeightedKey> weightedKeys =
          List.of(
              new WeightedKey(A.id(), 1 + random.nextInt(9)),
              new WeightedKey(B.id(), 1 + random.nextInt(9)),
              new WeightedKey(C.id(), 1 + random.nextInt(9)));
      int all = weightedKeys.stream().mapToInt(WeightedKey::weight).sum();
      WeightedRoundRobin roundRobin = new WeightedRoundRobin(weightedKeys);
      Map<WeightedKey, Integer> taken = new HashMap<>();
      for (int turn = 1; turn <= 50 * all; turn++) {
        taken.merge(roundRobin.next(_ -> true), 1, Integer::sum);
        for (WeightedKey weightedKey : weightedKeys) {
          double fair = (double) turn * weightedKey.weight() / all;
          assertThat(taken.getOrDefault(weightedKey, 0)).isBetween((int) fair - 2, (int) fair + 2);
        }
      }
      weightedKeys.forEach(
          weightedKey -> assertThat(taken.get(weightedKey)).isEqualTo(50 * weightedKey.weight()));
    }
  }

  @Test
  void rateAndRefusalAreHeldAgainstTheKeyAndNothingElseIs() {
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(WeightedRoundRobin.isKeysOwn(GatewayError.of(code, "")))
          .as(code.name())
          .isEqualTo(
              Set.of(ErrorCode.RATE_LIMIT, ErrorCode.UNAUTHORIZED, ErrorCode.FORBIDDEN)
                  .contains(code));
    }
  }

  @Test
  void aRefusedKeyIsOpenedForTheLongestPauseAndASpentOneForWhatTheProviderAsks() {
    CircuitBreakerRules rules =
        new CircuitBreakerRules(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofSeconds(20),
            CircuitBreakerRules.FORGET_AFTER);
    assertThat(pause(rules, GatewayError.of(ErrorCode.UNAUTHORIZED, ""))).hasMinutes(5);
    assertThat(pause(rules, new GatewayError(ErrorCode.RATE_LIMIT, "", Duration.ofSeconds(40))))
        .hasSeconds(40);
    assertThat(pause(rules, GatewayError.of(ErrorCode.RATE_LIMIT, ""))).hasSeconds(5);
  }

  @Test
  void ringsOfNothingOrOfTheSameKeyTwiceAreRefused() {
    assertThatThrownBy(() -> new WeightedRoundRobin(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new WeightedRoundRobin(List.of(B, new WeightedKey(B.id(), 2))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new WeightedKey(B.id(), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Duration pause(CircuitBreakerRules rules, GatewayError error) {
    CircuitState away = rules.failed(CircuitState.CLOSED, WeightedRoundRobin.pause(error), 0);
    return Duration.ofNanos(rules.remaining(away, 0));
  }

  private static List<WeightedKey> turns(WeightedRoundRobin roundRobin, int count) {
    return Stream.generate(() -> roundRobin.next(_ -> true)).limit(count).toList();
  }
}
