package dev.modelrouter.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.policy.BreakerId;
import dev.modelrouter.policy.RetryBudget;
import dev.modelrouter.policy.WeightedRoundRobin;
import dev.modelrouter.policy.WeightedRoundRobin.WeightedKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Keys in turn, each with a cooldown of its own, and a retry budget over all of them. */
class KeysAndStateTest {
  private static final long SECOND = 1_000_000_000L;

  private final WeightedKey a = new WeightedKey(BreakerId.key("groq", "first"), 1);
  private final WeightedKey b = new WeightedKey(BreakerId.key("groq", "second"), 1);
  private final WeightedKey c = new WeightedKey(BreakerId.key("groq", "third"), 2);
  private final WeightedRoundRobin roundRobin = new WeightedRoundRobin(List.of(a, b, c));
  private long now;
  private final MemoryState state =
      new MemoryState(
          () -> now,
          StateTiming.inService(
              Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofSeconds(20)));

  @Test
  void aSpentKeyRestsForItsRetryAfterWhileTheOthersServeAndThenIsProbedOnce() {
    fails(a, new GatewayError(ErrorCode.RATE_LIMIT, "", Duration.ofSeconds(30)));

    now = 29 * SECOND;
    assertThat(turns(30)).containsOnlyKeys(b, c).containsEntry(b, 10).containsEntry(c, 20);
    now = 30 * SECOND;
    assertThat(admitted(a)).isTrue();
    assertThat(admitted(a)).isFalse();
    state.succeeded(a.id().value());
    assertThat(turns(40)).containsEntry(a, 10).containsEntry(b, 10).containsEntry(c, 20);
    assertThat(Await.forResult(state.admitProvider("groq", 0)))
        .isEqualTo(new AdmissionResult.Admitted(false));
  }

  @Test
  void aRefusedKeyIsAwayForTheLongestPauseUntilItIsResetByHand() {
    fails(b, GatewayError.of(ErrorCode.UNAUTHORIZED, ""));
    now = Duration.ofSeconds(299).toNanos();
    assertThat(turns(9)).containsOnlyKeys(a, c);
    state.reset(b.id().value());
    assertThat(turns(8)).containsEntry(b, 2);
  }

  @Test
  void whenAllKeysAreAwayNoneIsChosen() {
    roundRobin
        .keys()
        .forEach(weightedKey -> fails(weightedKey, GatewayError.of(ErrorCode.RATE_LIMIT, "")));
    assertThat(roundRobin.next(this::looksUsable)).isNull();
  }

  @Test
  void underLuckOfEveryKindNoKeyIsUsedWhileItRestsAndRetriesStayInTheirBudget() {
    Random random = new Random(23);
    RetryBudget budget = new RetryBudget(20, 2, Duration.ofSeconds(10));
    Map<WeightedKey, Long> restsUntil = new HashMap<>();
    TreeMap<Long, Integer> requests = new TreeMap<>();
    TreeMap<Long, Integer> retries = new TreeMap<>();
    int rotated = 0;
    for (int i = 0; i < 20_000; i++) {
      now += random.nextLong(SECOND / 5);
      budget.request(now);
      requests.merge(now, 1, Integer::sum);
      Set<WeightedKey> tried = new HashSet<>();
      WeightedKey weightedKey = roundRobin.next(this::looksUsable);
      while (weightedKey != null) {
        assertThat(tried.add(weightedKey)).isTrue();
        assertThat(restsUntil.getOrDefault(weightedKey, 0L)).isLessThanOrEqualTo(now);
        assertThat(admitted(weightedKey)).isTrue();
        if (random.nextInt(4) > 0) {
          state.succeeded(weightedKey.id().value());
          break;
        }
        Duration wait = Duration.ofSeconds(5 + random.nextInt(20));
        fails(weightedKey, new GatewayError(ErrorCode.RATE_LIMIT, "", wait));
        restsUntil.put(weightedKey, now + wait.toNanos());
        if (!budget.retry(now)) {
          break;
        }
        rotated++;
        retries.merge(now, 1, Integer::sum);
        int max = 2 + inSpan(requests) * 20 / 100;
        assertThat(inSpan(retries)).isLessThanOrEqualTo(max);
        weightedKey = roundRobin.next(k -> !tried.contains(k) && looksUsable(k));
      }
    }
    assertThat(rotated).isGreaterThan(100);
  }

  private int inSpan(TreeMap<Long, Integer> times) {
    return times.tailMap(now - 10 * SECOND, false).values().stream().mapToInt(n -> n).sum();
  }

  private Map<WeightedKey, Integer> turns(int count) {
    Map<WeightedKey, Integer> turns = new HashMap<>();
    for (int i = 0; i < count; i++) {
      turns.merge(roundRobin.next(this::looksUsable), 1, Integer::sum);
    }
    return turns;
  }

  private boolean looksUsable(WeightedKey weightedKey) {
    return state.peek(weightedKey.id().value(), 0) instanceof AdmissionResult.Admitted;
  }

  private boolean admitted(WeightedKey weightedKey) {
    return Await.forResult(state.admitProvider(weightedKey.id().value(), 0))
        instanceof AdmissionResult.Admitted;
  }

  private void fails(WeightedKey weightedKey, GatewayError error) {
    assertThat(WeightedRoundRobin.isKeysOwn(error)).isTrue();
    state.failed(weightedKey.id().value(), WeightedRoundRobin.pause(error));
  }
}
