package dev.modelrouter.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.dispatch.ScriptedUpstream.Script;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exchanges whose provider sends more at once than an event loop may decode. */
class ExchangeLargeEventTest {
  private static final String LARGE = "a".repeat(WorkerPool.INLINE_BYTES + 1);

  private final ExchangeHarness rig = new ExchangeHarness();
  private final DelayedWorkers workers = new DelayedWorkers(rig.loop, () -> 200);

  @BeforeEach
  void useWorkers() {
    rig.workers = workers;
  }

  @Test
  void largeRead_isDecodedByAWorker_inOrder_andSmallOnesAreNot() {
    rig.upstream.always("a/m", Script.begin().head(200).text("x").text(LARGE).text("y.").end());

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m");
    assertThat(upstreamRequest.text()).as("the loop does not wait for the worker").isEqualTo("x");
    rig.pass(1_000);

    assertThat(upstreamRequest.text().equals("x" + LARGE + "y")).isTrue();
    assertThat(upstreamRequest.sink().answer).isNotNull();
    assertThat(workers.works).isOne();
    rig.assertIdle();
  }

  @Test
  void end_whileDecoding_isJudgedAfterwards() {
    rig.upstream.always("a/m", Script.begin().head(200).lastText(LARGE + ".", false));
    rig.upstream.always("b/m", Script.begin().head(200).lastText(LARGE, false));

    ExchangeHarness.UpstreamRequest whole = rig.stream("a/m");
    ExchangeHarness.UpstreamRequest cut = rig.stream("b/m");
    rig.pass(1_000);

    assertThat(whole.sink().answer).isNotNull();
    assertThat(cut.text()).hasSameSizeAs(LARGE);
    assertThat(cut.sink().ends()).isOne();
    assertThat(cut.sink().error).isNotNull();
    rig.assertIdle();
  }

  @Test
  void connectionLost_whileDecoding_isReportedBehindWhatCame() {
    rig.upstream.always("a/m", Script.begin().head(200).lastText(LARGE, true));

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m");
    rig.pass(1_000);

    assertThat(upstreamRequest.text()).hasSameSizeAs(LARGE);
    assertThat(upstreamRequest.sink().error)
        .extracting("code")
        .isEqualTo(ErrorCode.CONNECTION_ERROR);
    rig.assertIdle();
  }

  @Test
  void decodingLongerThanTheIdleTimeout_isNotTheProvidersSilence() {
    rig.workers = new DelayedWorkers(rig.loop, () -> 30_000);
    rig.upstream.always("a/m", Script.begin().head(200).text(LARGE).text(".").end());

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m");
    rig.pass(70_000);

    assertThat(upstreamRequest.sink().answer).isNotNull();
    rig.assertIdle();
  }

  @Test
  void callerLeaves_whileDecoding_endsTheCall_andNothingFollows() {
    rig.upstream.always("a/m", Script.begin().head(200).text(LARGE).text(".").end());

    ExchangeHarness.UpstreamRequest upstreamRequest = rig.stream("a/m");
    upstreamRequest.exchange().cancel();
    assertThat(rig.upstream.open).isZero();
    rig.pass(1_000);

    assertThat(upstreamRequest.text()).isEmpty();
    assertThat(upstreamRequest.sink().ends()).isZero();
    rig.assertIdle();
  }
}
