package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.FaultRig.SIXTY;
import static dev.modelrouter.e2e.FaultRig.TIMING;
import static dev.modelrouter.e2e.FaultRig.TRIES;
import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static dev.modelrouter.e2e.ParallelScenes.inAllScenes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.Reply;
import org.junit.jupiter.api.Test;

/** Of the sixteen faults that a gateway must survive, those before an answer has begun. */
class SixteenFaultsBeforeTest {
  private static Reply full() {
    return Reply.status(429).header("retry-after-ms", Long.toString(TIMING.retryAfter()));
  }

  @Test
  void fault01_fullForAWhile_theFallbackAnswersAtOnce() {
    inAllScenes(
        rig -> {
          rig.primary().script(full(), SIXTY);

          rig.ask().assertWhole();
          rig.providers().assertAsked(1, 1);
          eventually(
              "the primary is back", () -> rig.ask().whole() && rig.providers().primaryTimes() > 1);
          assertThat(rig.providers().gaps().getFirst()).isGreaterThanOrEqualTo(TIMING.retryAfter());
        });
  }

  @Test
  void fault01_fullForAWhile_noAlternative_theAnswerComesAfterTheWait() {
    inAllScenes(
        rig -> {
          rig.primary().script(full(), SIXTY);

          rig.insist().assertWhole();
          rig.providers().assertAsked(2, 0);
          assertThat(rig.providers().gaps().getFirst())
              .isBetween(TIMING.retryAfter(), TIMING.retryAfter() + 1_000);
        });
  }

  @Test
  void fault02_fullForEver() {
    inAllScenes(
        rig -> {
          rig.primary().always(Reply.status(429));

          assertThat(rig.insist().status()).isEqualTo(429);
          assertThat(rig.providers().primaryTimes()).isBetween(1, TRIES);
          assertThat(rig.providers().gaps()).allMatch(gap -> gap >= 10);
          rig.ask().assertWhole();
          rig.providers().assertAsked(TRIES, 1);
        });
  }

  @Test
  void fault03_oneServerError() {
    inAllScenes(
        rig -> {
          rig.primary().script(Reply.status(500), SIXTY);

          rig.ask().assertWhole();
          rig.providers().assertAsked(1, 1);
        });
  }

  @Test
  void fault03_oneServerError_noAlternative_oneRetry() {
    inAllScenes(
        rig -> {
          rig.primary().script(Reply.status(500), SIXTY);

          rig.insist().assertWhole();
          rig.providers().assertAsked(2, 0);
        });
  }

  @Test
  void fault04_overloadedForEver() {
    inAllScenes(
        rig -> {
          rig.primary().always(Reply.status(503));

          long began = System.nanoTime();
          for (int i = 0; i < 10; i++) {
            rig.ask().assertWhole();
          }
          long millis = (System.nanoTime() - began) / 1_000_000;
          assertThat(rig.fallback().chatRequests()).hasSize(10);
          assertThat(rig.providers().primaryTimes())
              .as("no more than pauses that double allow")
              .isLessThanOrEqualTo(1 + probes(millis));
        });
  }

  @Test
  void fault05_resetBeforeTheHead() {
    inAllScenes(
        rig -> {
          rig.primary().script(Reply.resetBeforeHead(), SIXTY);

          rig.ask().assertWhole();
          rig.providers().assertAsked(1, 1);
        });
  }

  @Test
  void fault06_silentFromTheBeginning_isNotTriedAgain() {
    inAllScenes(
        rig -> {
          rig.primary().always(Reply.hang());

          CallOutcome callOutcome = rig.ask().assertWhole();

          assertThat(callOutcome.millis()).isBetween(limit(rig), limit(rig) + 5_000);
          rig.providers().assertAsked(1, 1);
          rig.providers().assertGivenUp();
        });
  }

  @Test
  void fault07_theFirstTokenComesTooLate() {
    inAllScenes(
        rig -> {
          rig.primary().always(SIXTY.beforeFirstToken(FaultTiming.never()));

          CallOutcome callOutcome = rig.ask().assertWhole();

          assertThat(callOutcome.millis()).isBetween(limit(rig), TIMING.abandoned());
          rig.providers().assertAsked(1, 1);
          rig.providers().assertGivenUp();
        });
  }

  /** How many probes fit between pauses that double, in so much time. */
  private static int probes(long millis) {
    int probes = 0;
    long pauses = TIMING.cooldown();
    for (long pause = TIMING.cooldown(); pauses <= millis; pauses += pause) {
      probes++;
      pause *= 2;
    }
    return Math.max(1, probes);
  }

  /** How long the first text, or a whole answer, may take. */
  private static long limit(FaultRig rig) {
    return (rig.door().streams() ? TIMING.firstToken() : TIMING.silence()) - 20;
  }
}
