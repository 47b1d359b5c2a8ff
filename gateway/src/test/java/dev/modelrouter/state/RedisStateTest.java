package dev.modelrouter.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.policy.BreakerThreshold;
import dev.modelrouter.state.AdmissionResult.Admitted;
import dev.modelrouter.state.AdmissionResult.BreakerOpen;
import dev.modelrouter.state.AdmissionResult.RateLimited;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract on a real server, and what two nodes on it have in common. */
class RedisStateTest extends SharedStateContract {
  private static RedisFixture redis;

  @BeforeAll
  static void startRedis() {
    redis = new RedisFixture(vertx);
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @Override
  SharedState open(StateTiming timing) {
    redis.send(Command.FLUSHALL);
    return node("first", timing);
  }

  @Override
  String expectedMode() {
    return "redis";
  }

  @Test
  void twoNodesTogetherLetACallerThroughExactlySixtyTimes() {
    try (SharedState other = node("other")) {
      AtomicInteger turn = new AtomicInteger();
      List<Duration> waits = parallel(2_000, () -> either(other, turn).admitCaller("caller", 60));
      assertThat(waits.stream().filter(Objects::isNull)).hasSize(60);
    }
  }

  @Test
  void twoNodesTogetherAttemptAProviderExactlySixtyTimes() {
    try (SharedState other = node("other")) {
      AtomicInteger turn = new AtomicInteger();
      List<AdmissionResult> verdicts =
          parallel(2_000, () -> either(other, turn).admitProvider("groq", 60));
      assertThat(verdicts).filteredOn(v -> v instanceof Admitted).hasSize(60);
    }
  }

  @Test
  void twoNodesTogetherSendExactlyOneProbe() {
    try (SharedState other = node("other")) {
      other.failed("groq", null);
      Await.until("seen here", () -> state.peek("groq", 0) instanceof BreakerOpen);
      pauseEnds("groq");
      AtomicInteger turn = new AtomicInteger();
      List<AdmissionResult> verdicts =
          parallel(100, () -> either(other, turn).admitProvider("groq", 0));
      assertThat(verdicts).filteredOn(new Admitted(true)::equals).hasSize(1);
      assertThat(verdicts).filteredOn(v -> v instanceof BreakerOpen).hasSize(99);
    }
  }

  @Test
  void aProbeOfOneNodeOpensTheProviderForTheOther() {
    try (SharedState other = node("other")) {
      probe("groq");
      state.succeeded("groq");
      Await.until(
          "open there",
          () -> Await.forResult(other.admitProvider("groq", 0)).equals(new Admitted(false)));
    }
  }

  @Test
  void anotherNodesLateVerdictsNeitherFreeNorFailTheProbe() {
    try (SharedState other = node("other")) {
      probe("groq");
      Await.until("seen there", () -> !(other.peek("groq", 0) instanceof Admitted));
      other.abandoned("groq");
      other.failed("groq", null);
      assertThat(Await.forResult(other.admitProvider("groq", 0)))
          .satisfies(v -> assertPause(v, Duration.ZERO, LEASE));
      state.abandoned("groq");
      assertThat(admit("groq", 0)).isEqualTo(new Admitted(true));
    }
  }

  @Test
  void aResetOnOneNodeOpensTheProviderOnTheOther() {
    try (SharedState other = node("other")) {
      other.failed("groq", Duration.ofDays(1));
      assertThat(Await.forResult(other.admitProvider("groq", 0))).isInstanceOf(BreakerOpen.class);
      state.reset("groq");
      Await.until("seen there", () -> other.peek("groq", 0).equals(new Admitted(false)));
      assertThat(Await.forResult(other.admitProvider("groq", 0))).isEqualTo(new Admitted(false));
    }
  }

  @Test
  void twoNodesCountTheFailuresOfBothAndASuccessOfEitherEndsTheRow() {
    reopen(BreakerThreshold.inARow(4));
    try (SharedState other = node("other", TIMING.with(BreakerThreshold.inARow(4)))) {
      fail("groq", 2);
      other.failed("groq", null);
      assertThat(admit("groq", 0)).isEqualTo(new Admitted(false));
      other.succeeded("groq");
      assertThat(Await.forResult(other.admitProvider("groq", 0))).isEqualTo(new Admitted(false));
      fail("groq", 3);
      assertThat(admit("groq", 0)).isEqualTo(new Admitted(false));
      other.failed("groq", null);
      assertThat(Await.forResult(other.admitProvider("groq", 0))).isInstanceOf(BreakerOpen.class);
      assertThat(admit("groq", 0)).isInstanceOf(BreakerOpen.class);
    }
  }

  @Test
  void countedCallsExpireToo() {
    reopen(BreakerThreshold.share(90, 10, Duration.ofMinutes(1)));
    state.succeeded("groq");
    fail("groq", 3);
    assertThat(admit("groq", 0)).isEqualTo(new Admitted(false));

    assertThat(redis.send(Command.KEYS, "modelrouter:provider:*").size()).isEqualTo(1);
    assertThat(redis.send(Command.PTTL, "modelrouter:provider:{groq}:calls").toLong())
        .isBetween(1L, Duration.ofMinutes(6).toMillis());
  }

  @Test
  void aResetOfAllReachesModelsThatOnlyAnotherNodeHasMet() {
    try (SharedState other = node("other")) {
      other.failed("groq/only-there", Duration.ofDays(1));
      assertThat(Await.forResult(other.admitProvider("groq/only-there", 0)))
          .isInstanceOf(BreakerOpen.class);

      state.resetAll("groq");

      Await.until("open there", () -> other.peek("groq/only-there", 0).equals(new Admitted(false)));
    }
  }

  @Test
  void theProbeOfANodeThatDiedIsSoonAnothers_andThatOfALivingOneIsNot() {
    state.close();
    StateTiming patient =
        new StateTiming(
            BASE,
            MAX,
            Duration.ofSeconds(60),
            Duration.ofMinutes(1),
            Duration.ofMillis(600),
            Duration.ofSeconds(2),
            Duration.ofMillis(50));
    state = open(patient);
    SharedState dying = node("dying", patient);
    dying.failed("groq", null);
    Await.until("seen here", () -> state.peek("groq", 0) instanceof BreakerOpen);
    pauseEnds("groq");
    assertThat(Await.forResult(dying.admitProvider("groq", 0))).isEqualTo(new Admitted(true));
    long twoLeases = System.nanoTime() + Duration.ofMillis(1_100).toNanos();
    Await.until(
        "two leases have passed",
        () -> {
          assertThat(admit("groq", 0)).isInstanceOf(BreakerOpen.class);
          return System.nanoTime() - twoLeases > 0;
        });

    dying.close();

    Await.until("the probe is here", () -> admit("groq", 0).equals(new Admitted(true)));
    state.succeeded("groq");
    assertThat(admit("groq", 0)).isEqualTo(new Admitted(false));
  }

  @Test
  void aLookFollowsWhatOtherNodesSee() {
    try (SharedState other = node("other")) {
      assertThat(state.peek("groq", 2)).isInstanceOf(Admitted.class);
      other.failed("groq", Duration.ofSeconds(1));
      Await.until("pause seen", () -> state.peek("groq", 2) instanceof BreakerOpen);
      assertThat(state.peek("openai", 2)).isInstanceOf(Admitted.class);
      parallel(2, () -> other.admitProvider("openai", 2));
      Await.until("rate seen", () -> state.peek("openai", 2) instanceof RateLimited);
      Await.until("pause over", () -> state.peek("groq", 2).equals(new Admitted(true)));
    }
  }

  @Test
  void twoNodesShareTheStreamSlots() {
    try (SharedState other = node("other")) {
      assertThat(Await.forResult(state.openStream("a", 2))).isTrue();
      assertThat(Await.forResult(other.openStream("b", 2))).isTrue();
      assertThat(Await.forResult(state.openStream("c", 2))).isFalse();
      other.closeStream("b");
      Await.until("room", () -> Await.forResult(state.openStream("c", 2)));
    }
  }

  @Test
  void aLiveNodeKeepsItsSlotsAndADeadOneLosesThem() {
    assertThat(Await.forResult(state.openStream("kept", 2))).isTrue();
    SharedState dying = node("dying");
    assertThat(Await.forResult(dying.openStream("lost", 2))).isTrue();
    dying.close();
    assertThat(Await.forResult(state.openStream("new", 2))).isFalse();

    Await.until("slot is back", () -> Await.forResult(state.openStream("new", 2)));
    long twoLeases = System.nanoTime() + 2 * TIMING.streamLease().toNanos();
    Await.until(
        "two leases have passed",
        () -> {
          assertThat(Await.forResult(state.openStream("more", 2))).isFalse();
          return System.nanoTime() - twoLeases > 0;
        });
  }

  @Test
  void everyKeyExpiresAndNamesTheProduct() {
    Await.forResult(state.admitCaller("caller", 60));
    Await.forResult(state.openStream("stream", 10));
    probe("groq");
    admit("openai", 5);
    state.failed("openai", null);
    assertThat(admit("openai", 5)).isInstanceOf(BreakerOpen.class);

    Response keys = redis.send(Command.KEYS, "*");
    assertThat(keys.size()).isEqualTo(7);
    for (Response key : keys) {
      assertThat(key.toString()).startsWith("modelrouter:");
      assertThat(redis.send(Command.PTTL, key.toString()).toLong()).isPositive();
    }
  }

  @Test
  void scriptsThatRedisForgotAreSentAgain() {
    redis.send(Command.SCRIPT, "FLUSH");
    assertThat(parallel(10, () -> state.admitProvider("groq", 5)))
        .filteredOn(v -> v instanceof Admitted)
        .hasSize(5);
  }

  private SharedState either(SharedState other, AtomicInteger turn) {
    return turn.getAndIncrement() % 2 == 0 ? state : other;
  }

  private static SharedState node(String name) {
    return node(name, TIMING);
  }

  private static SharedState node(String name, StateTiming timing) {
    return Await.forResult(SharedStates.open(vertx, redis.url(), timing, name));
  }
}
