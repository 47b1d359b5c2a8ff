package dev.modelrouter.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.dispatch.ScriptedUpstream.Script;
import dev.modelrouter.policy.BreakerThreshold;
import dev.modelrouter.policy.RetryBudget;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a gateway fails over for which nothing is set. */
class ExchangeFailoverTest {
  private final ExchangeHarness rig = new ExchangeHarness();

  @BeforeEach
  void defaults() {
    rig.defaults();
    rig.upstream.always("b/m", Script.answer("b."));
  }

  @AfterEach
  void idle() {
    rig.passUntilIdle();
    rig.assertIdle();
  }

  private int asked(String name) {
    return (int) rig.upstream.asked.stream().filter(name::equals).count();
  }

  @Test
  void outageOfAMinute_isOverForCallersWithinTenSeconds() {
    rig.upstream.always("a/m", Script.status(503));
    for (int second = 0; second < 60; second += 4) {
      ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m", "b/m");
      rig.pass(4_000);
      assertThat(upstreamRequest.text()).isEqualTo("b");
    }
    rig.upstream.always("a/m", Script.answer("a."));

    int before = asked("a/m");
    for (int second = 0; second < 12; second += 4) {
      rig.stream("a/m", "b/m");
      rig.pass(4_000);
    }

    assertThat(asked("a/m") - before).isGreaterThan(0);
    assertThat(before).as("attempts during the outage").isLessThan(20);
  }

  @Test
  void retryAfter_longerThanAnyPause_isHonouredWhole() {
    rig.upstream.always("a/m", Script.status(429, 120));
    rig.stream("a/m", "b/m");
    rig.upstream.always("a/m", Script.answer("a."));

    rig.pass(115_000);
    rig.stream("a/m", "b/m");
    assertThat(asked("a/m")).isOne();
    rig.pass(6_000);
    rig.stream("a/m", "b/m");
    assertThat(asked("a/m")).isEqualTo(2);
  }

  @Test
  void defaultRateLimit_noOtherTargetLeft_isSkippedAndTold() {
    rig.defaultRates.addAll(List.of("a", "b"));
    rig.upstream.always("a/m", Script.refused());
    for (int i = 0; i < 3; i++) {
      ExchangeHarness.UpstreamRequest upstreamRequest =
          rig.ask(List.of(rig.target("a/m", 2), rig.target("b/m", 2)), true, RequestTimeouts.NONE);
      rig.pass(2_000);
      assertThat(upstreamRequest.text()).isEqualTo("b");
      assertThat(upstreamRequest.exchange().notes()).hasSize(i < 2 ? 0 : 1);
    }
  }

  /** Requests that are not sent must not spend the rate of a provider. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void manyRequests_whileTheModelsCircuitIsOpen_leaveTheRateToTheProbe(boolean byDefault) {
    if (byDefault) {
      rig.defaultRates.add("a");
    }
    rig.upstream.always("a/m", Script.status(503));
    for (int i = 0; i < 100; i++) {
      assertThat(fromLimited().text()).isEqualTo("b");
      rig.pass(10);
    }
    rig.upstream.always("a/m", Script.answer("a."));

    rig.pass(10_000);

    assertThat(fromLimited().text()).isEqualTo("a");
    assertThat(fromLimited().text()).isEqualTo("a");
  }

  private ExchangeHarness.UpstreamRequest fromLimited() {
    ExchangeHarness.UpstreamRequest upstreamRequest =
        rig.ask(List.of(rig.target("a/m", 20), rig.target("b/m")), true, RequestTimeouts.NONE);
    rig.pass(1_000);
    return upstreamRequest;
  }

  @Test
  void rateLimitOfTheOperator_noOtherTargetLeft_holds() {
    for (int i = 0; i < 2; i++) {
      rig.ask(List.of(rig.target("b/m", 2)), true, RequestTimeouts.NONE);
    }

    ExchangeHarness.UpstreamRequest upstreamRequest =
        rig.ask(List.of(rig.target("b/m", 2)), true, RequestTimeouts.NONE);

    assertThat(upstreamRequest.sink().error).isNotNull();
    assertThat(asked("b/m")).isEqualTo(2);
  }

  @Test
  void defaultRateLimit_anotherTargetIsWell_isKept() {
    rig.defaultRates.add("a");
    rig.upstream.always("a/m", Script.answer("a."));
    for (int i = 0; i < 3; i++) {
      ExchangeHarness.UpstreamRequest upstreamRequest =
          rig.ask(List.of(rig.target("a/m", 2), rig.target("b/m")), true, RequestTimeouts.NONE);
      assertThat(upstreamRequest.text()).isEqualTo(i < 2 ? "a" : "b");
    }
  }

  @Test
  void oneFailure_theNextRequestAsksTheSameTarget() {
    rig.upstream.next("a/m", Script.begin().head(200).text("one").text("!"));
    rig.upstream.always("a/m", Script.answer("a."));

    rig.stream("a/m", "b/m");
    ExchangeHarness.UpstreamRequest second = rig.stream("a/m", "b/m");

    assertThat(second.text()).isEqualTo("a");
  }

  @Test
  void failuresOfOneModel_leaveTheOtherModelsOfTheProvider() {
    rig.upstream.always("a/m", Script.begin().head(200).text("one").text("!"));
    rig.upstream.always("a/n", Script.answer("n."));
    for (int i = 0; i < 4; i++) {
      rig.stream("a/m", "b/m");
    }

    assertThat(asked("a/m")).as("three failures open the circuit").isEqualTo(3);
    assertThat(rig.stream("a/n", "b/m").text()).isEqualTo("n");
  }

  @Test
  void connectionRefused_isHeldAgainstTheProviderAtOnce() {
    rig.upstream.always("a/m", Script.refused());
    rig.upstream.always("a/n", Script.answer("n."));

    rig.stream("a/m", "b/m");
    rig.pass(1_000);
    int before = asked("a/m");
    rig.stream("a/n", "b/m");

    assertThat(asked("a/n")).isZero();
    assertThat(asked("a/m")).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void refusedCredentials_areHeldAgainstTheProviderAtOnce(int status) {
    rig.upstream.always("a/m", Script.status(status));

    rig.stream("a/m", "b/m");
    rig.stream("a/n", "b/m");

    assertThat(asked("a/m")).isOne();
    assertThat(asked("a/n")).isZero();
  }

  @Test
  void inheritedCallers_withoutRoutes_keepTheBlacklistForThemselves() {
    rig.inherited = true;
    rig.upstream.next("a/m", Script.status(500));
    rig.upstream.always("a/m", Script.answer("a."));
    rig.upstream.always("a/n", Script.answer("n."));

    assertThat(rig.stream("a/m", "b/m").text()).isEqualTo("b");
    assertThat(rig.stream("a/n", "b/m").text()).as("all of the provider").isEqualTo("b");
    assertThat(rig.state().blacklisted("a")).isTrue();
    rig.inherited = false;
    assertThat(rig.stream("a/m", "b/m").text()).as("other callers").isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503})
  void blip_oneQuickRetryAtTheSameTarget(int status) {
    rig.upstream.next("a/m", Script.status(status));
    rig.upstream.always("a/m", Script.answer("a."));

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m", "b/m");
    rig.pass(45);
    assertThat(asked("a/m")).isOne();
    rig.pass(200);

    assertThat(upstreamRequest.text()).isEqualTo("a");
    assertThat(asked("b/m")).isZero();
    assertThat(upstreamRequest.exchange().retries()).isOne();
  }

  @Test
  void resetBeforeTheHead_oneQuickRetryAtTheSameTarget() {
    rig.upstream.next("a/m", Script.reset());
    rig.upstream.always("a/m", Script.answer("a."));

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m", "b/m");
    rig.pass(250);

    assertThat(upstreamRequest.text()).isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 429, 501, 504, 529})
  void otherErrors_noQuickRetry(int status) {
    rig.upstream.always("a/m", Script.status(status));

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m", "b/m");

    assertThat(upstreamRequest.text()).isEqualTo("b");
    assertThat(asked("a/m")).isOne();
  }

  @Test
  void quickRetry_budgetSpent_theNextTargetAtOnce_andTold() {
    rig.retryBudget = new RetryBudget(0, 0, Duration.ofSeconds(10));
    rig.upstream.always("a/m", Script.status(500));

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m", "b/m");

    assertThat(upstreamRequest.text()).isEqualTo("b");
    assertThat(upstreamRequest.exchange().retryBudgetExhausted()).isTrue();
    assertThat(upstreamRequest.exchange().notes())
        .singleElement()
        .asString()
        .contains("retry budget");
  }

  @Test
  void inheritedCallers_withoutRoutes_noQuickRetry() {
    rig.inherited = true;
    rig.upstream.always("a/m", Script.status(500));

    assertThat(rig.stream("a/m", "b/m").text()).isEqualTo("b");
    assertThat(asked("a/m")).isOne();
  }

  @Test
  void retryAfterWithinTheWait_thePreferredTargetIsWaitedFor() {
    rig.retryAfterWait(Duration.ofSeconds(3));
    rig.upstream.next("a/m", Script.status(429, 2));
    rig.upstream.always("a/m", Script.answer("a."));

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m", "b/m");
    rig.pass(2_600);

    assertThat(upstreamRequest.text()).isEqualTo("a");
    assertThat(asked("b/m")).isZero();
  }

  @Test
  void retryAfterBeyondTheWait_theNextTargetAtOnce() {
    rig.retryAfterWait(Duration.ofSeconds(1));
    rig.upstream.always("a/m", Script.status(429, 2));

    assertThat(rig.stream("a/m", "b/m").text()).isEqualTo("b");
  }

  @Test
  void onlyTarget_rateLimitedWithoutRetryAfter_backsOffFromHalfASecond() {
    rig.upstream.always("a/m", Script.status(429));

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m");
    rig.pass(490);
    assertThat(asked("a/m")).isOne();
    rig.pass(600);
    assertThat(asked("a/m")).isEqualTo(2);
    rig.pass(950);
    assertThat(asked("a/m")).isEqualTo(2);
    rig.pass(1_200);
    assertThat(asked("a/m")).isEqualTo(3);
    assertThat(upstreamRequest.sink().error).isNotNull();
  }

  @Test
  void contextTooLong_theSameModelIsNotAskedAgain() {
    rig.upstream.always("a/m", Script.begin().head(400).text("context_length").end());

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m", "a/m", "b/m");

    assertThat(upstreamRequest.text()).isEqualTo("b");
    assertThat(asked("a/m")).isOne();
    assertThat(upstreamRequest.exchange().traceEntries())
        .anySatisfy(
            attemptTraceEntry -> {
              assertThat(attemptTraceEntry.asked()).isFalse();
              assertThat(attemptTraceEntry.message()).contains("same model");
            });
  }

  @Test
  void openCircuit_theRecordSaysSinceWhenUntilWhenAndAfterWhat() {
    rig.upstream.always("a/m", Script.status(401));
    rig.stream("a/m", "b/m");
    rig.pass(2_000);

    AttemptTraceEntry passed = rig.stream("a/m", "b/m").exchange().traceEntries().getFirst();

    assertThat(passed.asked()).isFalse();
    assertThat(passed.circuit()).isNotNull();
    assertThat(passed.circuit().after()).isEqualTo("UNAUTHORIZED");
    assertThat(Duration.between(passed.circuit().since(), passed.circuit().until()))
        .isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void probe_whoseAnswerHasBegun_closesTheCircuitForOthers() {
    rig.timing = rig.timing.with(BreakerThreshold.FIRST_FAILURE);
    rig.upstream.next("a/m", Script.status(504));
    rig.stream("a/m", "b/m");
    rig.pass(6_000);
    rig.upstream.next("a/m", Script.begin().head(200).text("x").after(20_000).text("y.").end());
    rig.upstream.always("a/m", Script.answer("a."));

    ExchangeHarness.UpstreamRequest probe = rig.stream("a/m", "b/m");
    ExchangeHarness.UpstreamRequest other = rig.stream("a/m", "b/m");

    assertThat(other.text()).isEqualTo("a");
    rig.pass(21_000);
    assertThat(probe.text()).isEqualTo("xy");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 500})
  void callersOwnFirstTokenLimit_isHeldAgainstNoProvider(int millis) {
    rig.timing = rig.timing.with(BreakerThreshold.FIRST_FAILURE);
    Script slow = Script.begin().after(2_000).head(200).text("x.").end();
    rig.upstream.always("a/m", slow);
    rig.upstream.always("b/m", slow);
    RequestTimeouts requestTimeouts = new RequestTimeouts(null, Duration.ofMillis(millis));
    for (int i = 0; i < 30; i++) {
      rig.ask(rig.targets("a/m", "b/m"), true, requestTimeouts);
    }
    rig.pass(1_000);

    assertThat(rig.listener.failures.keySet()).containsOnly(ErrorCode.CALLER_TIMEOUT);
    assertThat(rig.firstTokens.p99(rig.target("a/m"), rig.loop.nanoTime())).isEmpty();
    ExchangeHarness.UpstreamRequest other = rig.stream("a/m", "b/m");
    rig.pass(3_000);
    assertThat(other.text()).isEqualTo("x");
    assertThat(other.sink().target).isNotNull();
    assertThat(other.sink().target.name()).isEqualTo("a/m");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void callersOwnTotal_isHeldAgainstNoProvider(boolean stream) {
    rig.timing = rig.timing.with(BreakerThreshold.FIRST_FAILURE);
    rig.upstream.always("a/m", Script.hang());
    rig.upstream.always("b/m", Script.hang());

    ExchangeHarness.UpstreamRequest upstreamRequest =
        rig.ask(
            rig.targets("a/m", "b/m"), stream, new RequestTimeouts(Duration.ofMillis(800), null));
    rig.pass(1_000);

    assertThat(upstreamRequest.sink().error).isNotNull();
    assertThat(rig.state().peek("a/m", 0)).isEqualTo(rig.state().peek("fresh", 0));
    assertThat(rig.state().peek("b/m", 0)).isEqualTo(rig.state().peek("fresh", 0));
  }

  @Test
  void operatorsOwnFirstTokenLimit_isHeldAgainstTheModel() {
    rig.timing = rig.timing.with(BreakerThreshold.FIRST_FAILURE);
    rig.upstream.always("a/m", Script.hang());

    ExchangeHarness.UpstreamRequest upstreamRequest =
        rig.ask(rig.targets("a/m", "b/m"), true, new RequestTimeouts(null, Duration.ofMinutes(1)));
    rig.pass(11_000);

    assertThat(upstreamRequest.text()).isEqualTo("b");
    assertThat(rig.listener.failures).isEqualTo(Map.of(ErrorCode.TIMEOUT, 1));
    assertThat(rig.state().peek("a/m", 0)).isNotEqualTo(rig.state().peek("fresh", 0));
  }
}
