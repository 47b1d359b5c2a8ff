package dev.modelrouter.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.dispatch.ScriptedUpstream.Script;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long the parts of an answer may take. */
class ExchangeTimeoutTest {
  private final ExchangeHarness rig = new ExchangeHarness();

  @BeforeEach
  void defaults() {
    rig.defaults();
  }

  @AfterEach
  void idle() {
    rig.passUntilIdle();
    rig.assertIdle();
  }

  /** Characters with so many milliseconds between them. */
  private static Script slowly(String characters, int times, long millis) {
    Script script = Script.begin().head(200);
    for (int i = 0; i < times; i++) {
      script = script.text(characters).after(millis);
    }
    return script.text("x.").end();
  }

  @Test
  void streamThatFlows_isNotCut_howeverLongItTakes() {
    rig.upstream.always("a/m", slowly("x", 1_200, 1_000));

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m", "b/m");
    rig.pass(1_201_000);

    assertThat(upstreamRequest.sink().answer).isNotNull();
    assertThat(upstreamRequest.text()).hasSize(1_201);
  }

  @Test
  void streamThatFlows_totalSetByTheOperator_isCutThen() {
    rig.policy = ExchangeHarness.policy(0);
    rig.upstream.always("a/m", slowly("x", 200, 1_000));

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m");
    rig.pass(121_000);

    assertThat(upstreamRequest.sink().error).isNotNull();
    assertThat(upstreamRequest.sink().error.code()).isEqualTo(ErrorCode.GLOBAL_TIMEOUT);
  }

  @Test
  void streamThatFlows_totalOfTheCaller_isCutThen() {
    rig.upstream.always("a/m", slowly("x", 200, 1_000));

    ExchangeHarness.UpstreamRequest upstreamRequest =
        rig.ask(rig.targets("a/m"), true, new RequestTimeouts(Duration.ofSeconds(60), null));
    rig.pass(61_000);

    assertThat(upstreamRequest.sink().error).isNotNull();
    assertThat(upstreamRequest.text().length()).isBetween(59, 61);
  }

  @ParameterizedTest
  @ValueSource(strings = {"defaults", "set"})
  void signsOfLife_beforeTheFirstToken_areNoSilence(String settings) {
    if (settings.equals("set")) {
      rig.policy = ExchangeHarness.policy(0);
    }
    rig.upstream.always("a/m", slowly(":", 100, 900));

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m");
    rig.pass(95_000);

    assertThat(upstreamRequest.text()).isEqualTo("x");
  }

  @Test
  void signsOfLife_anotherTargetCouldAnswer_areNoFirstToken() {
    rig.upstream.always("a/m", slowly(":", 100, 900));
    rig.upstream.always("b/m", Script.answer("b."));

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m", "b/m");
    rig.pass(10_100);

    assertThat(upstreamRequest.text()).isEqualTo("b");
  }

  @Test
  void noFirstToken_noOtherTarget_isWaitedForLikeAWholeAnswer() {
    rig.upstream.always("a/m", Script.begin().head(200).after(300_000).text("x.").end());

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m");
    rig.pass(301_000);

    assertThat(upstreamRequest.text()).isEqualTo("x");
  }

  @Test
  void silenceInTheMiddleOfAStream_isNoticedAfterTheIdleTimeout() {
    rig.upstream.always("a/m", Script.begin().head(200).text("x"));

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m");
    rig.pass(29_900);
    assertThat(upstreamRequest.sink().error).isNull();
    rig.pass(300);

    assertThat(upstreamRequest.sink().error).isNotNull();
    assertThat(upstreamRequest.sink().error.code()).isEqualTo(ErrorCode.TIMEOUT);
  }

  @Test
  void wholeAnswer_mayTakeMinutes() {
    rig.upstream.always("a/m", Script.begin().after(290_000).head(200).text("x.").end());

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.whole("a/m", "b/m");
    rig.pass(291_000);

    assertThat(upstreamRequest.text()).isEqualTo("x");
  }

  @Test
  void wholeAnswerThatHasBegun_isBoundedByItsPauses() {
    Script script = Script.begin().head(200);
    for (int i = 0; i < 20; i++) {
      script = script.text(":").after(25_000);
    }
    rig.upstream.always("a/m", script.text("x.").end());

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.whole("a/m");
    rig.pass(520_000);

    assertThat(upstreamRequest.text()).isEqualTo("x");
  }

  @Test
  void targetThatIsKnownToBeSlow_getsLongerToItsFirstToken() {
    rig.upstream.always("a/m", Script.begin().after(12_000).head(200).text("x.").end());
    for (int i = 0; i < 25; i++) {
      rig.stream("a/m");
    }
    rig.pass(13_000);
    rig.upstream.always("b/m", Script.answer("b."));

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m", "b/m");
    rig.pass(13_000);

    assertThat(upstreamRequest.text()).isEqualTo("x");
  }

  @Test
  void silentStream_headIsOut_theCallerGetsSignsOfLife_alsoWhileAnotherTargetIsAsked() {
    rig.upstream.always("a/m", Script.begin().head(200).text("one").after(1_000).text("!"));
    rig.upstream.always("b/m", Script.begin().after(40_000).head(200).text(" two.").end());

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m", "b/m");
    rig.pass(39_000);

    assertThat(upstreamRequest.sink().keepAlives).isEqualTo(2);
    rig.pass(10_000);
    assertThat(upstreamRequest.sink().answer).isNotNull();
  }
}
