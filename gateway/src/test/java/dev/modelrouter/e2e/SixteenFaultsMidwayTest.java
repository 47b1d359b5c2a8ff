package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.FaultRig.SIXTY;
import static dev.modelrouter.e2e.FaultRig.TIMING;
import static dev.modelrouter.e2e.ParallelScenes.inAllScenes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.Reply;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of the sixteen faults that a gateway must survive, those in the middle of an answer. */
class SixteenFaultsMidwayTest {
  static Stream<Reply> deaths() {
    return Stream.of(
        SIXTY.resetAfter(40), SIXTY.cutAfter(40), SIXTY.endAfter(40), SIXTY.errorAfter(40));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("deaths")
  void fault08_diesInTheMiddle(Reply death) {
    inAllScenes(
        rig -> {
          rig.primary().always(death);

          CallOutcome callOutcome = rig.ask().assertWhole();

          rig.providers().assertAsked(1, 1);
          if (rig.door().streams() && callOutcome.output() != null) {
            assertThat(callOutcome.output()).as("tokens of both parts").isBetween(50L, 70L);
          }
          assertThat(callOutcome.body().contains(": x-modelrouter continued by openai\n\n"))
              .isEqualTo(rig.door().streams());
        });
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("deaths")
  void fault08_diesInTheMiddle_noAlternative_isAnError(Reply death) {
    inAllScenes(
        rig -> {
          rig.primary().always(death);

          assertThat(rig.insist().error()).isNotNull();
          assertThat(rig.fallback().chatRequests()).isEmpty();
        });
  }

  @Test
  void fault09_stallsInTheMiddle_andTheGatewayStaysWell() {
    inAllScenes(
        rig -> {
          rig.primary().always(SIXTY.stallAfter(20));

          CallOutcome callOutcome = rig.ask().assertWhole();

          assertThat(callOutcome.millis()).isLessThan(TIMING.silence() + 5_000);
          rig.providers().assertGivenUp();
          rig.ask().assertWhole();
        });
  }

  @Test
  void fault10_oneBrokenEvent() {
    inAllScenes(
        rig -> {
          rig.primary().always(SIXTY.brokenEventAfter(30));

          rig.ask().assertWhole();
          rig.ask().assertWhole();
          rig.providers().assertAsked(2, 0);
        });
  }

  @Test
  void fault11_noEndMark() {
    inAllScenes(
        rig -> {
          rig.primary().always(SIXTY.usage(5, 60).withoutEndMark());

          CallOutcome callOutcome = rig.ask().assertWhole();

          assertThat(callOutcome.output()).isIn(null, 60L);
          assertThat(callOutcome.output() == null)
              .as("only /stream counts nothing")
              .isEqualTo(rig.door() == ClientApi.STREAM);
          assertThat(callOutcome.millis()).isLessThan(5_000);
          rig.providers().assertAsked(1, 0);
        });
  }

  @Test
  void fault14_diesInTheMiddle_whoTakesNoPrefill_isNotGivenOne() {
    inAllScenes(
        rig -> {
          rig.primary().always(SIXTY.resetAfter(40));

          rig.ask().assertWhole();

          assertThat(rig.fallback().chatRequests()).hasSize(1).noneMatch(PatientModel::isPrefilled);
        });
  }

  @Test
  void fault14_diesInTheMiddle_whoRejectsAPrefill_isAskedInAnotherWay() {
    inAllScenes(
        "mistral",
        "",
        rig -> {
          rig.primary().always(SIXTY.resetAfter(40));

          CallOutcome callOutcome = rig.ask().assertWhole();

          boolean streams = rig.door().streams();
          assertThat(callOutcome.body()).doesNotContain(PatientModel.NO_PREFILL);
          assertThat(rig.fallback().chatRequests()).hasSize(streams ? 2 : 1);
          assertThat(rig.fallback().chatRequests().stream().filter(PatientModel::isPrefilled))
              .hasSize(streams ? 1 : 0);
        });
  }
}
