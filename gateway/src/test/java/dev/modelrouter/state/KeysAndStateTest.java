package dev.modelrouter.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.policy.BreakerId;
import dev.modelrouter.policy.KeyRing;
import dev.modelrouter.policy.KeyRing.Key;
import dev.modelrouter.policy.RetryBudget;
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

  private final Key a = new Key(BreakerId.key("groq", "first"), 1);
  private final Key b = new Key(BreakerId.key("groq", "second"), 1);
  private final Key c = new Key(BreakerId.key("groq", "third"), 2);
  private final KeyRing ring = new KeyRing(List.of(a, b, c));
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
    assertThat(Waiting.forResult(state.admitProvider("groq", 0)))
        .isEqualTo(new ProviderVerdict.Admitted(false));
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
    ring.keys().forEach(key -> fails(key, GatewayError.of(ErrorCode.RATE_LIMIT, "")));
    assertThat(ring.next(this::looksUsable)).isNull();
  }

  @Test
  void underLuckOfEveryKindNoKeyIsUsedWhileItRestsAndRetriesStayInTheirBudget() {
    Random random = new Random(23);
    RetryBudget budget = new RetryBudget(20, 2, Duration.ofSeconds(10));
    Map<Key, Long> restsUntil = new HashMap<>();
    TreeMap<Long, Integer> requests = new TreeMap<>();
    TreeMap<Long, Integer> retries = new TreeMap<>();
    int rotated = 0;
    for (int i = 0; i < 20_000; i++) {
      now += random.nextLong(SECOND / 5);
      budget.request(now);
      requests.merge(now, 1, Integer::sum);
      Set<Key> tried = new HashSet<>();
      Key key = ring.next(this::looksUsable);
      while (key != null) {
        assertThat(tried.add(key)).isTrue();
        assertThat(restsUntil.getOrDefault(key, 0L)).isLessThanOrEqualTo(now);
        assertThat(admitted(key)).isTrue();
        if (random.nextInt(4) > 0) {
          state.succeeded(key.id().value());
          break;
        }
        Duration wait = Duration.ofSeconds(5 + random.nextInt(20));
        fails(key, new GatewayError(ErrorCode.RATE_LIMIT, "", wait));
        restsUntil.put(key, now + wait.toNanos());
        if (!budget.retry(now)) {
          break;
        }
        rotated++;
        retries.merge(now, 1, Integer::sum);
        int most = 2 + inSpan(requests) * 20 / 100;
        assertThat(inSpan(retries)).isLessThanOrEqualTo(most);
        key = ring.next(k -> !tried.contains(k) && looksUsable(k));
      }
    }
    assertThat(rotated).isGreaterThan(100);
  }

  private int inSpan(TreeMap<Long, Integer> times) {
    return times.tailMap(now - 10 * SECOND, false).values().stream().mapToInt(n -> n).sum();
  }

  private Map<Key, Integer> turns(int count) {
    Map<Key, Integer> turns = new HashMap<>();
    for (int i = 0; i < count; i++) {
      turns.merge(ring.next(this::looksUsable), 1, Integer::sum);
    }
    return turns;
  }

  private boolean looksUsable(Key key) {
    return state.peek(key.id().value(), 0) instanceof ProviderVerdict.Admitted;
  }

  private boolean admitted(Key key) {
    return Waiting.forResult(state.admitProvider(key.id().value(), 0))
        instanceof ProviderVerdict.Admitted;
  }

  private void fails(Key key, GatewayError error) {
    assertThat(KeyRing.isKeysOwn(error)).isTrue();
    state.failed(key.id().value(), KeyRing.pause(error));
  }
}
