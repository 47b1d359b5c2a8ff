package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.FaultRig.SIXTY;
import static dev.modelrouter.e2e.FaultRig.TIMING;
import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static dev.modelrouter.e2e.ParallelScenes.inAllScenes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.Reply;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Of the sixteen faults that a gateway must survive, those in which a provider is away. */
class SixteenFaultsOutageTest {
  @Test
  void fault15_downForAWhile_everybodyIsServed_andItComesBack() {
    inAllScenes(
        rig -> {
          long up = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMING.outage());
          rig.primary()
              .replyBy(
                  request ->
                      request.receivedAtNanos() < up ? Reply.status(503) : SIXTY.model("primary"));

          eventually(
              Duration.ofMillis(2 * TIMING.outage()),
              "the outage is over",
              () -> {
                rig.ask().assertWhole();
                return System.nanoTime() >= up;
              });
          int probes = rig.providers().primaryTimes();
          eventually(
              Duration.ofMillis(TIMING.recovery()),
              "the primary is back",
              () -> rig.ask().whole() && rig.providers().primaryTimes() > probes);

          assertThat(probes).as("probes while it was down").isBetween(1, 8);
          int back = rig.providers().primaryTimes();
          rig.ask().assertWhole();
          assertThat(rig.providers().primaryTimes())
              .as("it is the primary again")
              .isEqualTo(back + 1);
        });
  }

  @Test
  void fault16_theAnswerIsTheFallbacksOwn() {
    inAllScenes(
        rig -> {
          rig.primary().always(Reply.status(503));

          CallOutcome callOutcome = rig.ask().assertWhole();

          assertThat(callOutcome.model())
              .isEqualTo(
                  switch (rig.door()) {
                    case STREAM -> null;
                    // Claude Code wants to see the name it asked for; the head says who answered.
                    case MESSAGE, MESSAGE_STREAM -> "auto";
                    case COMPLETION, COMPLETION_STREAM, CHAT -> "the-fallback";
                  });
          assertThat(callOutcome.answer().headers().firstValue("x-modelrouter-provider"))
              .hasValue("openai");
          assertThat(callOutcome.answer().headers().firstValue("x-modelrouter-model"))
              .hasValue("gpt-4o-mini");
          assertThat(callOutcome.output()).isEqualTo(rig.door() == ClientApi.STREAM ? null : 60L);
          rig.providers().assertAsked(1, 1);
          assertThat(rig.primaryTokens()).isZero();
        });
  }
}
