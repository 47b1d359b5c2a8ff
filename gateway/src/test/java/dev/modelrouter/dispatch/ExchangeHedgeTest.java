package dev.modelrouter.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.dispatch.ScriptedUpstream.Script;
import dev.modelrouter.policy.FixedConcurrencyLimiter;
import dev.modelrouter.policy.QueueingLimiter;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hedging never costs a target that could answer. */
class ExchangeHedgeTest {
  private final ExchangeHarness rig = new ExchangeHarness();

  @AfterEach
  void idle() {
    rig.passUntilIdle();
    rig.assertIdle();
  }

  private void hedge(int percent) {
    rig.hedging = Hedging.after(Duration.ofMillis(300), ExchangeHarness.budget(percent));
  }

  @Test
  void hedge_budgetOfNothing_theNextTargetIsAskedInItsTurn() {
    hedge(0);
    rig.upstream.always("a/m", Script.hang());
    rig.upstream.always("b/m", Script.answer("well."));

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m", "b/m");
    rig.pass(3_200);

    assertThat(upstreamRequest.text()).isEqualTo("well");
    assertThat(rig.upstream.asked).containsExactly("a/m", "b/m");
    assertThat(upstreamRequest.exchange().hedges()).isZero();
  }

  @Test
  void hedge_firstRequestOfAFreshGateway_isHedged() {
    hedge(5);
    rig.upstream.always("a/m", Script.hang());
    rig.upstream.always("b/m", Script.answer("well."));

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m", "b/m");
    rig.pass(500);

    assertThat(upstreamRequest.text()).isEqualTo("well");
    assertThat(upstreamRequest.exchange().hedges()).isOne();
  }

  @Test
  void hedge_refusedByALimit_theTargetIsAskedInItsTurn() {
    hedge(100);
    rig.queueingLimiters.put("b", new QueueingLimiter<>(new FixedConcurrencyLimiter(1), 10));
    rig.upstream.next("b/m", Script.begin().after(1_000).head(200).text("x.").end());
    rig.upstream.always("a/m", Script.hang());
    rig.upstream.always("b/m", Script.answer("well."));

    ExchangeHarness.UpstreamRequest other = rig.stream("b/m");
    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m", "b/m");
    rig.pass(3_200);

    assertThat(other.text()).isEqualTo("x");
    assertThat(upstreamRequest.text()).isEqualTo("well");
  }

  @Test
  void hedge_lostTheRace_continuesWithTheAnswerThatBreaksOff() {
    hedge(100);
    rig.upstream.always(
        "a/m", Script.begin().after(500).head(200).text("one").after(100).text("!"));
    rig.upstream.next("b/m", Script.hang());
    rig.upstream.always("b/m", Script.answer(" two."));

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m", "b/m");
    rig.pass(3_000);

    assertThat(rig.upstream.asked).containsExactly("a/m", "b/m", "b/m");
    assertThat(upstreamRequest.sink().answer).isNotNull();
  }

  @Test
  void hedge_targetsBeforeIt_areAskedInTheirTurn() {
    hedge(100);
    rig.upstream.next("b/m", Script.begin().head(503, Map.of("retry-after", "1")).end());
    rig.stream("b/m");
    rig.upstream.always("a/m", Script.begin().after(2_000).head(500).end());
    rig.upstream.always("b/m", Script.answer("well."));
    rig.upstream.always("c/m", Script.hang());

    // b is in its pause when c is asked beside a, and well when both have failed.
    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m", "b/m", "c/m");
    rig.pass(10_000);

    assertThat(rig.upstream.asked).contains("c/m");
    assertThat(upstreamRequest.text()).isEqualTo("well");
  }
}
