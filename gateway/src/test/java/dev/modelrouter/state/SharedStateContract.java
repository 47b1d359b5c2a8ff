package dev.modelrouter.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.policy.BreakerId;
import dev.modelrouter.policy.BreakerThreshold;
import dev.modelrouter.state.AdmissionResult.Admitted;
import dev.modelrouter.state.AdmissionResult.BreakerOpen;
import dev.modelrouter.state.AdmissionResult.RateLimited;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link SharedState} promises; real time with short pauses. */
abstract class SharedStateContract {
  static final Duration BASE = Duration.ofMillis(400);
  static final Duration MAX = Duration.ofMillis(1_000);
  static final Duration LEASE = Duration.ofMillis(500);
  static final StateTiming TIMING =
      new StateTiming(
          BASE,
          MAX,
          LEASE,
          Duration.ofMinutes(1),
          Duration.ofMillis(600),
          Duration.ofSeconds(2),
          Duration.ofMillis(50));

  static Vertx vertx;

  SharedState state;

  /** A new, empty state. */
  abstract SharedState open(StateTiming timing);

  /** What {@link SharedState#mode} says of it. */
  abstract String expectedMode();

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() {
    Await.forResult(vertx.close());
  }

  @BeforeEach
  void openState() {
    state = open(TIMING);
  }

  @AfterEach
  void closeState() {
    assertThat(state.mode()).isEqualTo(expectedMode());
    state.close();
  }

  @Test
  void twoThousandParallelCallsOfOneCallerGetExactlyTheirSixtyPermits() {
    List<Duration> waits = parallel(2_000, () -> state.admitCaller("caller", 60));

    assertThat(waits.stream().filter(Objects::isNull)).hasSize(60);
    assertThat(waits.stream().filter(Objects::nonNull))
        .allSatisfy(
            wait -> assertThat(wait).isBetween(Duration.ofNanos(1), Duration.ofSeconds(61)));
  }

  @Test
  void aCallerWithoutALimitIsNeverRefusedAndEachHasARateOfItsOwn() {
    assertThat(parallel(100, () -> state.admitCaller("free", 0))).containsOnlyNulls();
    assertThat(Await.forResult(state.admitCaller("::1", 1))).isNull();
    assertThat(Await.forResult(state.admitCaller("::1", 1))).isPositive();
    assertThat(Await.forResult(state.admitCaller("10.0.0.1", 1))).isNull();
  }

  @Test
  void twoThousandParallelAttemptsAtOneProviderGetExactlyItsSixtyPermits() {
    List<AdmissionResult> verdicts = parallel(2_000, () -> state.admitProvider("groq", 60));

    assertThat(verdicts).filteredOn(new Admitted(false)::equals).hasSize(60);
    assertThat(verdicts).filteredOn(v -> v instanceof RateLimited).hasSize(1_940);
    assertThat(state.peek("groq", 60)).isInstanceOf(RateLimited.class);
    assertThat(state.peek("groq", 0)).isEqualTo(new Admitted(false));
    assertThat(admit("openai", 60)).isEqualTo(new Admitted(false));
  }

  @Test
  void noMoreStreamsOpenThanThereAreSlotsAndAClosedOneMakesRoom() {
    int[] next = {0};
    List<Boolean> opened = parallel(100, () -> state.openStream("s" + next[0]++, 10));
    assertThat(opened).filteredOn(Boolean::booleanValue).hasSize(10);

    state.closeStream("s" + opened.indexOf(true));
    assertThat(Await.forResult(state.openStream("new", 10))).isTrue();
    assertThat(Await.forResult(state.openStream("newer", 10))).isFalse();
  }

  @Test
  void closingAStreamThatIsNotOpenMakesNoRoom() {
    state.closeStream("unknown");
    assertThat(Await.forResult(state.openStream("a", 2))).isTrue();
    state.closeStream("unknown");
    state.closeStream("a");
    state.closeStream("a");
    assertThat(Await.forResult(state.openStream("b", 2))).isTrue();
    assertThat(Await.forResult(state.openStream("c", 2))).isTrue();
    assertThat(Await.forResult(state.openStream("d", 2))).isFalse();
    assertThat(Await.forResult(state.openStream("e", 0))).isTrue();
  }

  @Test
  void aFailedProviderIsOpenedAndALookSaysSoAtOnce() {
    admit("groq", 0);
    state.failed("groq", null);

    assertThat(state.peek("groq", 0)).isInstanceOf(BreakerOpen.class);
    assertThat(admit("groq", 0)).satisfies(v -> assertPause(v, Duration.ZERO, BASE));
    assertThat(admit("openai", 0)).isEqualTo(new Admitted(false));
  }

  @Test
  void ofAHundredParallelAttemptsAfterThePauseExactlyOneIsTheProbe() {
    state.failed("groq", null);
    pauseEnds("groq");

    List<AdmissionResult> verdicts = parallel(100, () -> state.admitProvider("groq", 0));

    assertThat(verdicts).filteredOn(new Admitted(true)::equals).hasSize(1);
    assertThat(verdicts).filteredOn(v -> v instanceof BreakerOpen).hasSize(99);
  }

  @Test
  void aProbeThatSucceedsOpensTheProviderToAll() {
    probe("groq");
    state.succeeded("groq");

    assertThat(parallel(10, () -> state.admitProvider("groq", 0)))
        .containsOnly(new Admitted(false));
    state.failed("groq", null);
    assertThat(admit("groq", 0)).satisfies(v -> assertPause(v, Duration.ZERO, BASE));
  }

  @Test
  void aProbeThatFailsDoublesThePauseUpToTheLongest() {
    probe("groq");
    state.failed("groq", null);
    assertThat(admit("groq", 0)).satisfies(v -> assertPause(v, BASE, BASE.multipliedBy(2)));
    pauseEnds("groq");
    assertThat(admit("groq", 0)).isEqualTo(new Admitted(true));
    state.failed("groq", null);
    assertThat(admit("groq", 0)).satisfies(v -> assertPause(v, BASE.multipliedBy(2), MAX));
  }

  @Test
  void aProbeThatIsAbandonedLeavesItsPlaceToTheNext() {
    probe("groq");
    state.abandoned("groq");
    assertThat(admit("groq", 0)).isEqualTo(new Admitted(true));
    assertThat(admit("groq", 0)).isInstanceOf(BreakerOpen.class);
  }

  @Test
  void aProbeThatIsNeverHeardOfAgainLosesItsPlaceWithItsLease() {
    probe("groq");
    assertThat(admit("groq", 0)).satisfies(v -> assertPause(v, Duration.ZERO, LEASE));
    pauseEnds("groq");
    assertThat(admit("groq", 0)).isEqualTo(new Admitted(true));
  }

  @Test
  void failuresOfAttemptsFromBeforeTheOutageDoNotRaiseTheCount() {
    for (int i = 0; i < 20; i++) {
      state.failed("groq", null);
    }
    assertThat(admit("groq", 0)).satisfies(v -> assertPause(v, Duration.ZERO, BASE));
  }

  @Test
  void retryAfterLengthensThePauseUpToTheLongest() {
    state.failed("groq", Duration.ofMillis(1));
    assertThat(admit("groq", 0)).satisfies(v -> assertPause(v, Duration.ZERO, BASE));
    state.failed("groq", Duration.ofMillis(900));
    assertThat(admit("groq", 0)).satisfies(v -> assertPause(v, BASE, Duration.ofMillis(900)));
    state.failed("openai", Duration.ofDays(1));
    assertThat(admit("openai", 0)).satisfies(v -> assertPause(v, BASE, MAX));
  }

  @Test
  void aCoolingProviderSpendsNoPermitAndASpentRateNoProbe() {
    state.failed("groq", null);
    for (int i = 0; i < 5; i++) {
      assertThat(admit("groq", 1)).isInstanceOf(BreakerOpen.class);
    }
    pauseEnds("groq");
    assertThat(admit("groq", 1)).isEqualTo(new Admitted(true));
    state.abandoned("groq");
    assertThat(admit("groq", 1)).isInstanceOf(RateLimited.class);
    assertThat(admit("groq", 0)).isEqualTo(new Admitted(true));
  }

  @Test
  void aLookTakesNothing() {
    for (int i = 0; i < 10; i++) {
      assertThat(state.peek("groq", 1)).isEqualTo(new Admitted(false));
    }
    assertThat(admit("groq", 1)).isEqualTo(new Admitted(false));
    probe("openai");
    state.abandoned("openai");
    Await.until("due", () -> state.peek("openai", 0).equals(new Admitted(true)));
    assertThat(admit("openai", 0)).isEqualTo(new Admitted(true));
  }

  @Test
  void aResetByHandOpensAProviderThatIsAway() {
    probe("groq");
    state.failed("groq", Duration.ofDays(1));
    state.failed("openai", null);
    assertThat(admit("groq", 0)).isInstanceOf(BreakerOpen.class);

    state.reset("groq");

    assertThat(state.peek("groq", 0)).isEqualTo(new Admitted(false));
    assertThat(parallel(10, () -> state.admitProvider("groq", 0)))
        .containsOnly(new Admitted(false));
    assertThat(admit("openai", 0)).isInstanceOf(BreakerOpen.class);
    state.failed("groq", null);
    assertThat(admit("groq", 0)).satisfies(v -> assertPause(v, Duration.ZERO, BASE));
  }

  @Test
  void aResetWhileAProbeIsOutLetsOthersInAndTheProbesVerdictCounts() {
    probe("groq");
    state.reset("groq");
    assertThat(admit("groq", 0)).isEqualTo(new Admitted(false));
    state.failed("groq", null);
    assertThat(admit("groq", 0)).satisfies(v -> assertPause(v, Duration.ZERO, BASE));
  }

  @Test
  void aResetLeavesTheRateAsItIsAndOpensWhatIsOpen() {
    assertThat(admit("groq", 1)).isEqualTo(new Admitted(false));
    state.reset("groq");
    state.reset("never heard of");
    assertThat(admit("groq", 1)).isInstanceOf(RateLimited.class);
    assertThat(admit("never heard of", 1)).isEqualTo(new Admitted(false));
  }

  @Test
  void aProviderItsKeysAndItsModelsAreEachOpenedAlone() {
    String key = BreakerId.key("groq", "secret").value();
    String otherKey = BreakerId.key("groq", "secret 2").value();
    String model = BreakerId.model("groq", "a{b}/c:free").value();
    String otherModel = BreakerId.model("groq", "a{b}/c").value();
    List<String> all = List.of("groq", key, otherKey, model, otherModel);
    for (String away : all) {
      state.failed(away, null);
      for (String name : all) {
        assertThat(admit(name, 0) instanceof BreakerOpen).as(name).isEqualTo(name.equals(away));
      }
      state.reset(away);
    }
  }

  @Test
  void aResetOfAllOpensAProviderWithItsKeysAddressesAndModelsAndNoOther() {
    List<String> groqs =
        List.of("groq", "groq#3f9a01c2d4e5", "groq@10.0.0.1:80", "groq/m", "groq#3f9a@10.0.0.1:80");
    List<String> others = List.of("groq2", "openai", "openai/groq");
    groqs.forEach(name -> state.failed(name, null));
    others.forEach(name -> state.failed(name, Duration.ofDays(1)));
    for (String name : groqs) {
      assertThat(admit(name, 0)).as(name).isInstanceOf(BreakerOpen.class);
    }
    assertThat(state.openParts("groq"))
        .containsExactlyInAnyOrderElementsOf(groqs.subList(1, groqs.size()));

    state.resetAll("groq");

    Await.until("none of them is away", () -> state.openParts("groq").isEmpty());
    for (String name : groqs) {
      assertThat(admit(name, 0)).as(name).isEqualTo(new Admitted(false));
    }
    for (String name : others) {
      assertThat(admit(name, 0)).as(name).isInstanceOf(BreakerOpen.class);
    }
  }

  @Test
  void withATripOfThreeInARowTheThirdFailureWithoutASuccessPutsAway() {
    reopen(BreakerThreshold.inARow(3));
    fail("groq", 2);
    assertThat(admit("groq", 0)).isEqualTo(new Admitted(false));
    state.succeeded("groq");
    fail("groq", 2);
    assertThat(admit("groq", 0)).isEqualTo(new Admitted(false));
    fail("groq", 1);
    assertThat(admit("groq", 0)).satisfies(v -> assertPause(v, Duration.ZERO, BASE));
    pauseEnds("groq");
    assertThat(admit("groq", 0)).isEqualTo(new Admitted(true));
    fail("groq", 1);
    assertThat(admit("groq", 0)).satisfies(v -> assertPause(v, BASE, BASE.multipliedBy(2)));
    state.reset("groq");
    fail("groq", 2);
    assertThat(admit("groq", 0)).isEqualTo(new Admitted(false));
  }

  @Test
  void aRetryAfterIsObeyedBeforeTheTripAndTheCountBeginsAfterIt() {
    reopen(BreakerThreshold.inARow(3));
    state.failed("groq", Duration.ofMillis(300));
    assertThat(admit("groq", 0))
        .satisfies(v -> assertPause(v, Duration.ZERO, Duration.ofMillis(300)));
    pauseEnds("groq");
    assertThat(admit("groq", 0)).isEqualTo(new Admitted(true));
    state.succeeded("groq");
    fail("groq", 2);
    assertThat(admit("groq", 0)).isEqualTo(new Admitted(false));
    fail("groq", 1);
    assertThat(admit("groq", 0)).satisfies(v -> assertPause(v, Duration.ZERO, BASE));
  }

  @Test
  void withATripByShareItTakesEnoughCallsAndEnoughFailuresAmongThem() {
    reopen(BreakerThreshold.share(50, 10, Duration.ofMinutes(1)));
    for (int i = 0; i < 5; i++) {
      state.succeeded("groq");
    }
    fail("groq", 4);
    assertThat(admit("groq", 0)).as("nine calls").isEqualTo(new Admitted(false));
    state.succeeded("groq");
    assertThat(admit("groq", 0)).as("4 of 10").isEqualTo(new Admitted(false));
    fail("groq", 1);
    assertThat(admit("groq", 0)).as("5 of 11").isEqualTo(new Admitted(false));
    fail("groq", 1);
    assertThat(admit("groq", 0)).satisfies(v -> assertPause(v, Duration.ZERO, BASE));
    probeAway("groq");
    state.succeeded("groq");
    fail("groq", 9);
    assertThat(admit("groq", 0)).as("counted anew").isEqualTo(new Admitted(false));
  }

  @Test
  void callsOlderThanTheWindowNoLongerCountForTheShare() {
    reopen(BreakerThreshold.share(100, 4, Duration.ofMillis(200)));
    fail("groq", 3);
    long over = System.nanoTime() + 240_000_000;
    Await.until("window over", () -> System.nanoTime() - over > 0);
    fail("groq", 3);
    assertThat(admit("groq", 0)).isEqualTo(new Admitted(false));
    state.succeeded("groq");
    fail("groq", 3);
    assertThat(admit("groq", 0)).as("6 of 7").isEqualTo(new Admitted(false));
  }

  @Test
  void answersComeOnTheEventLoopOfWhoAsked() {
    for (int i = 0; i < 4; i++) {
      Promise<List<Context>> seen = Promise.promise();
      Context[] asked = new Context[1];
      vertx.deployVerticle(
          () ->
              new io.vertx.core.VerticleBase() {
                @Override
                public Future<?> start() {
                  asked[0] = Vertx.currentContext();
                  List<Context> contexts = new ArrayList<>();
                  state.admitProvider("groq", 60).onComplete(_ -> contexts.add(where()));
                  state.openStream("s", 10).onComplete(_ -> contexts.add(where()));
                  state
                      .admitCaller("caller", 60)
                      .onComplete(
                          _ -> {
                            contexts.add(where());
                            seen.complete(contexts);
                          });
                  return Future.succeededFuture();
                }
              },
          new io.vertx.core.DeploymentOptions());
      List<Context> contexts = Await.forResult(seen.future());
      assertThat(contexts).hasSize(3).containsOnly(asked[0]);
    }
  }

  private static Context where() {
    return Vertx.currentContext();
  }

  /** Another state in place of the usual one. */
  final void reopen(BreakerThreshold threshold) {
    state.close();
    state = open(TIMING.with(threshold));
  }

  final void fail(String provider, int times) {
    for (int i = 0; i < times; i++) {
      state.failed(provider, null);
    }
  }

  final void probeAway(String provider) {
    pauseEnds(provider);
    assertThat(admit(provider, 0)).isEqualTo(new Admitted(true));
  }

  /** Puts a provider away, waits, and sends the probe out. */
  final void probe(String provider) {
    state.failed(provider, null);
    probeAway(provider);
  }

  /** Waits out what an attempt is told; itself it does not attempt before. */
  final void pauseEnds(String provider) {
    if (admit(provider, 0) instanceof BreakerOpen(Duration remaining, var ignored)) {
      long end = System.nanoTime() + remaining.toNanos();
      Await.until("pause over", () -> System.nanoTime() - end > 2_000_000);
    }
  }

  final AdmissionResult admit(String provider, int perMinute) {
    return Await.forResult(state.admitProvider(provider, perMinute));
  }

  static void assertPause(AdmissionResult result, Duration above, Duration atMost) {
    assertThat(result)
        .isInstanceOfSatisfying(
            BreakerOpen.class,
            away -> assertThat(away.remaining()).isGreaterThan(above).isLessThanOrEqualTo(atMost));
  }

  /** Asks many times at once, from one thread as a loop does, and waits for all answers. */
  static <T> List<T> parallel(int times, Supplier<Future<T>> ask) {
    List<Future<T>> asked = new ArrayList<>(times);
    for (int i = 0; i < times; i++) {
      asked.add(ask.get());
    }
    List<T> answers = new ArrayList<>(times);
    for (Future<T> future : asked) {
      answers.add(Await.forResult(future));
    }
    return answers;
  }
}
