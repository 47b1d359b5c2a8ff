package dev.modelrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.policy.KeyRing.Key;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeyRingTest {
  private static final Key A = new Key(new BreakerId("groq#a"), 5);
  private static final Key B = new Key(new BreakerId("groq#b"), 1);
  private static final Key C = new Key(new BreakerId("groq#c"), 1);

  @Test
  void keysOfEqualWeightTakeTurns() {
    Key a = new Key(A.id(), 1);
    KeyRing ring = new KeyRing(List.of(a, B, C));
    assertThat(turns(ring, 7)).containsExactly(a, B, C, a, B, C, a);
  }

  @Test
  void weightsAreSpreadAndNotServedInARow() {
    KeyRing ring = new KeyRing(List.of(A, B, C));
    assertThat(turns(ring, 7)).containsExactly(A, A, B, A, C, A, A);
    assertThat(turns(ring, 7)).containsExactly(A, A, B, A, C, A, A);
  }

  @Test
  void aKeyThatMayNotBeUsedLeavesItsShareToTheOthers() {
    KeyRing ring = new KeyRing(List.of(A, B, C));
    for (int i = 0; i < 4; i++) {
      assertThat(ring.next(key -> key != A)).isEqualTo(i % 2 == 0 ? B : C);
    }
    assertThat(turns(ring, 7)).containsExactly(A, A, B, A, C, A, A);
  }

  @Test
  void noUsableKeyIsNone() {
    KeyRing ring = new KeyRing(List.of(A, B));
    assertThat(ring.next(_ -> false)).isNull();
    assertThat(ring.next(key -> key == B)).isEqualTo(B);
  }

  @Test
  void anExchangeThatTriesOneAfterTheOtherSeesEachExactlyOnce() {
    KeyRing ring = new KeyRing(List.of(A, B, C));
    for (int i = 0; i < 100; i++) {
      Set<Key> tried = new HashSet<>();
      Key key = ring.next(k -> !tried.contains(k));
      while (key != null) {
        assertThat(tried.add(key)).isTrue();
        key = ring.next(k -> !tried.contains(k));
      }
      assertThat(tried).containsExactlyInAnyOrder(A, B, C);
    }
  }

  @Test
  void inTheLongRunSharesAreExactlyTheWeightsAndNoKeyRunsAhead() {
    Random random = new Random(17);
    for (int round = 0; round < 20; round++) {
      List<Key> keys =
          List.of(
              new Key(A.id(), 1 + random.nextInt(9)),
              new Key(B.id(), 1 + random.nextInt(9)),
              new Key(C.id(), 1 + random.nextInt(9)));
      int all = keys.stream().mapToInt(Key::weight).sum();
      KeyRing ring = new KeyRing(keys);
      Map<Key, Integer> taken = new HashMap<>();
      for (int turn = 1; turn <= 50 * all; turn++) {
        taken.merge(ring.next(_ -> true), 1, Integer::sum);
        for (Key key : keys) {
          double fair = (double) turn * key.weight() / all;
          assertThat(taken.getOrDefault(key, 0)).isBetween((int) fair - 2, (int) fair + 2);
        }
      }
      keys.forEach(key -> assertThat(taken.get(key)).isEqualTo(50 * key.weight()));
    }
  }

  @Test
  void rateAndRefusalAreHeldAgainstTheKeyAndNothingElseIs() {
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(KeyRing.isKeysOwn(GatewayError.of(code, "")))
          .as(code.name())
          .isEqualTo(
              Set.of(ErrorCode.RATE_LIMIT, ErrorCode.UNAUTHORIZED, ErrorCode.FORBIDDEN)
                  .contains(code));
    }
  }

  @Test
  void aRefusedKeyIsPutAwayForTheLongestPauseAndASpentOneForWhatTheProviderAsks() {
    CooldownRules rules =
        new CooldownRules(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofSeconds(20),
            CooldownRules.FORGET_AFTER);
    assertThat(pause(rules, GatewayError.of(ErrorCode.UNAUTHORIZED, ""))).hasMinutes(5);
    assertThat(pause(rules, new GatewayError(ErrorCode.RATE_LIMIT, "", Duration.ofSeconds(40))))
        .hasSeconds(40);
    assertThat(pause(rules, GatewayError.of(ErrorCode.RATE_LIMIT, ""))).hasSeconds(5);
  }

  @Test
  void ringsOfNothingOrOfTheSameKeyTwiceAreRefused() {
    assertThatThrownBy(() -> new KeyRing(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new KeyRing(List.of(B, new Key(B.id(), 2))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Key(B.id(), 0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Duration pause(CooldownRules rules, GatewayError error) {
    Cooldown away = rules.failed(Cooldown.CLOSED, KeyRing.pause(error), 0);
    return Duration.ofNanos(rules.remaining(away, 0));
  }

  private static List<Key> turns(KeyRing ring, int count) {
    return Stream.generate(() -> ring.next(_ -> true)).limit(count).toList();
  }
}
