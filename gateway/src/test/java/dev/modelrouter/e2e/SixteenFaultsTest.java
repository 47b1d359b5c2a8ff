package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.FaultTiming.seconds;
import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.Answer;
import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.RecordedRequest;
import dev.modelrouter.fake.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The sixteen faults that a gateway must survive: a primary and one fallback, two retries, an
 * answer of sixty words. Seen from both sides: what the caller is told, and how often and how
 * closely the providers are asked. {@code -Dfaults.timing=full} takes the faults' own times.
 */
class SixteenFaultsTest {
  private static final FaultTiming TIMING = FaultTiming.chosen();
  private static final Answer SIXTY = Reply.words(60);
  private static final String TEXT = SIXTY.text();
  private static final int TRIES = 3;

  private FakeProvider primary;
  private FakeProvider fallback;
  private GatewayUnderTest gateway;

  @BeforeEach
  void start() {
    primary = FakeProvider.start();
    fallback = FakeProvider.start();
    fallback.replyBy(new PatientModel(SIXTY.model("the-fallback").usage(7, 60), false));
    gateway = configured(GatewayUnderTest.with().openai(fallback.baseUrl()));
  }

  private GatewayUnderTest configured(GatewayUnderTest.Builder builder) {
    return builder
        .groq(primary.baseUrl())
        .set("RATE_LIMIT_REQUESTS_PER_MINUTE", 0)
        .set("GROQ_RATE_LIMIT", 0)
        .set("OPENAI_RATE_LIMIT", 0)
        .set("MAX_RETRIES", TRIES - 1)
        .set("FIRST_CHUNK_TIMEOUT", seconds(TIMING.firstToken()))
        .set("PROVIDER_TIMEOUT", seconds(TIMING.silence()))
        .set("BACKOFF_BASE_SECONDS", seconds(TIMING.cooldown()))
        .start();
  }

  @AfterEach
  void stop() {
    eventually("primary idle", () -> primary.openRequests() == 0);
    eventually("fallback idle", () -> fallback.openRequests() == 0);
    gateway.close();
    primary.close();
    fallback.close();
  }

  private Told ask(Door door) {
    return sound(door.ask(gateway, null));
  }

  /** Asks the primary and nobody else. */
  private Told insist(Door door) {
    return sound(door.ask(gateway, "groq"));
  }

  /** What must hold of everything a caller is told: a cut answer never has a clean end. */
  private static Told sound(Told told) {
    assertThat(told.error()).as(told.body()).isNotEqualTo("no end");
    assertThat(TEXT).startsWith(told.text());
    if (told.whole()) {
      assertThat(told.text()).isEqualTo(TEXT);
    }
    return told;
  }

  private static void assertWhole(Told told) {
    assertThat(told.error()).as(told.body()).isNull();
    assertThat(told.text()).isEqualTo(TEXT);
  }

  private void assertAsked(int primaryTimes, int fallbackTimes) {
    assertThat(primary.chatRequests()).as("asked of the primary").hasSize(primaryTimes);
    assertThat(fallback.chatRequests()).as("asked of the fallback").hasSize(fallbackTimes);
  }

  /** Milliseconds between the requests that the primary got. */
  private List<Long> gaps() {
    List<RecordedRequest> all = primary.chatRequests();
    return Stream.iterate(1, i -> i < all.size(), i -> i + 1)
        .map(i -> all.get(i).receivedAtNanos() - all.get(i - 1).receivedAtNanos())
        .map(TimeUnit.NANOSECONDS::toMillis)
        .toList();
  }

  private static Reply full() {
    return Reply.status(429).header("retry-after-ms", Long.toString(TIMING.retryAfter()));
  }

  @ParameterizedTest
  @EnumSource
  void fault01_fullForAWhile_theFallbackAnswersAtOnce(Door door) {
    primary.script(full(), SIXTY);

    assertWhole(ask(door));
    assertAsked(1, 1);
    eventually("the primary is back", () -> ask(door).whole() && primary.chatRequests().size() > 1);
    assertThat(gaps().getFirst()).isGreaterThanOrEqualTo(TIMING.retryAfter());
  }

  @ParameterizedTest
  @EnumSource
  void fault01_fullForAWhile_nobodyElse_theAnswerComesAfterTheWait(Door door) {
    primary.script(full(), SIXTY);

    assertWhole(insist(door));
    assertAsked(2, 0);
    assertThat(gaps().getFirst()).isBetween(TIMING.retryAfter(), TIMING.retryAfter() + 1_000);
  }

  @ParameterizedTest
  @EnumSource
  void fault02_fullForEver(Door door) {
    primary.always(Reply.status(429));

    Told told = insist(door);

    assertThat(told.status()).isEqualTo(429);
    assertThat(primary.chatRequests()).hasSizeBetween(1, TRIES);
    assertThat(gaps()).allMatch(gap -> gap >= 10);
    assertWhole(ask(door));
    assertAsked(TRIES, 1);
  }

  @ParameterizedTest
  @EnumSource
  void fault03_oneServerError(Door door) {
    primary.script(Reply.status(500), SIXTY);

    assertWhole(ask(door));
    assertAsked(1, 1);
  }

  @ParameterizedTest
  @EnumSource
  void fault03_oneServerError_nobodyElse_oneRetry(Door door) {
    primary.script(Reply.status(500), SIXTY);

    assertWhole(insist(door));
    assertAsked(2, 0);
  }

  @ParameterizedTest
  @EnumSource
  void fault04_overloadedForEver(Door door) {
    primary.always(Reply.status(503));

    for (int i = 0; i < 10; i++) {
      assertWhole(ask(door));
    }
    assertThat(fallback.chatRequests()).hasSize(10);
    assertThat(primary.chatRequests()).as("retries are few").hasSizeLessThanOrEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void fault05_resetBeforeTheHead(Door door) {
    primary.script(Reply.resetBeforeHead(), SIXTY);

    assertWhole(ask(door));
    assertAsked(1, 1);
  }

  @ParameterizedTest
  @EnumSource
  void fault06_silentFromTheBeginning_isNotTriedAgain(Door door) {
    primary.always(Reply.hang());

    Told told = ask(door);

    assertWhole(told);
    assertThat(told.millis()).isBetween(limit(door), limit(door) + 5_000);
    assertAsked(1, 1);
    eventually("the silent call is given up", () -> primary.disconnects() == 1);
  }

  /** How long the first text, or a whole answer, may take. */
  private static long limit(Door door) {
    return (door.streams() ? TIMING.firstToken() : TIMING.silence()) - 20;
  }

  @ParameterizedTest
  @EnumSource
  void fault07_theFirstTokenComesTooLate(Door door) {
    primary.always(SIXTY.beforeFirstToken(FaultTiming.never()));

    Told told = ask(door);

    assertWhole(told);
    assertThat(told.millis()).isBetween(limit(door), TIMING.abandoned());
    assertAsked(1, 1);
    eventually("the slow call is given up", () -> primary.disconnects() == 1);
  }

  static Stream<Arguments> deaths() {
    List<Reply> deaths =
        List.of(SIXTY.resetAfter(40), SIXTY.cutAfter(40), SIXTY.endAfter(40), SIXTY.errorAfter(40));
    return Stream.of(Door.values())
        .flatMap(door -> deaths.stream().map(death -> Arguments.of(door, death)));
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("deaths")
  void fault08_diesInTheMiddle(Door door, Reply death) {
    primary.always(death);

    Told told = ask(door);

    assertWhole(told);
    assertAsked(1, 1);
    if (door == Door.COMPLETION_STREAM) {
      assertThat(told.output()).as("tokens of both parts").isBetween(50L, 70L);
    }
    assertThat(told.body().contains(": x-modelrouter continued by openai\n\n"))
        .isEqualTo(door.streams());
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("deaths")
  void fault08_diesInTheMiddle_nobodyElse_isAnError(Door door, Reply death) {
    primary.always(death);

    Told told = insist(door);

    assertThat(told.error()).isNotNull();
    assertThat(fallback.chatRequests()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void fault09_stallsInTheMiddle_andTheGatewayStaysWell(Door door) {
    primary.always(SIXTY.stallAfter(20));

    Told told = ask(door);

    assertWhole(told);
    assertThat(told.millis()).isLessThan(TIMING.silence() + 5_000);
    eventually("the stalled call is given up", () -> primary.disconnects() == 1);
    assertWhole(ask(door));
  }

  @ParameterizedTest
  @EnumSource
  void fault10_oneBrokenEvent(Door door) {
    primary.always(SIXTY.brokenEventAfter(30));

    assertWhole(ask(door));
    assertWhole(ask(door));
    assertAsked(2, 0);
  }

  @ParameterizedTest
  @EnumSource
  void fault11_noEndMark(Door door) {
    primary.always(SIXTY.usage(5, 60).withoutEndMark());

    Told told = ask(door);

    assertWhole(told);
    assertThat(told.output()).isIn(null, 60L);
    assertThat(told.output() == null)
        .as("only /stream counts nothing")
        .isEqualTo(door == Door.STREAM);
    assertThat(told.millis()).isLessThan(5_000);
    assertAsked(1, 0);
  }

  @ParameterizedTest
  @EnumSource
  void fault12_thePromptIsTooLong_anotherModelMayTakeIt(Door door) {
    primary.always(tooLong());

    assertWhole(ask(door));
    assertAsked(1, 1);
    assertThat(gateway.get("/health").body()).contains("\"groq\":\"available\"");
  }

  @ParameterizedTest
  @EnumSource
  void fault12_thePromptIsTooLong_forEverybody(Door door) {
    primary.always(tooLong());

    Told told = insist(door);

    assertThat(told.status()).isEqualTo(400);
    assertThat(told.error())
        .isEqualTo(door.inherited() ? "BAD_REQUEST" : "context_length_exceeded");
    assertAsked(1, 0);
  }

  private static Reply tooLong() {
    return Reply.error(400, "context_length_exceeded", "This model's context is 8192 tokens.");
  }

  @ParameterizedTest
  @EnumSource
  void fault13_theContentIsRefused_thatIsTheAnswer(Door door) {
    primary.always(Reply.error(400, "content_policy_violation", "Not allowed: because."));

    Told told = ask(door);

    assertThat(told.status()).isEqualTo(400);
    assertThat(told.body()).contains("Not allowed: because.");
    assertAsked(1, 0);
    assertThat(gateway.get("/health").body()).contains("\"groq\":\"available\"");
  }

  @ParameterizedTest
  @EnumSource
  void fault14_diesInTheMiddle_whoTakesNoPrefill_isNotGivenOne(Door door) {
    primary.always(SIXTY.resetAfter(40));

    Told told = ask(door);

    assertWhole(told);
    assertThat(fallback.chatRequests()).hasSize(1).noneMatch(PatientModel::isPrefilled);
  }

  @ParameterizedTest
  @EnumSource
  void fault14_diesInTheMiddle_whoRejectsAPrefill_isAskedInAnotherWay(Door door) {
    gateway.close();
    gateway =
        configured(
            GatewayUnderTest.with()
                .set("MISTRAL_API_KEY", "mistral-key-555")
                .set("MISTRAL_BASE_URL", fallback.baseUrl()));
    primary.always(SIXTY.resetAfter(40));

    Told told = ask(door);

    assertWhole(told);
    assertThat(told.body()).doesNotContain(PatientModel.NO_PREFILL);
    assertThat(fallback.chatRequests()).hasSize(door.streams() ? 2 : 1);
    assertThat(fallback.chatRequests().stream().filter(PatientModel::isPrefilled))
        .hasSize(door.streams() ? 1 : 0);
  }

  @ParameterizedTest
  @EnumSource
  void fault15_downForAWhile_everybodyIsServed_andItComesBack(Door door) {
    long up = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMING.outage());
    primary.replyBy(
        request -> request.receivedAtNanos() < up ? Reply.status(503) : SIXTY.model("primary"));

    eventually(
        Duration.ofMillis(2 * TIMING.outage()),
        "the outage is over",
        () -> {
          assertWhole(ask(door));
          return System.nanoTime() >= up;
        });
    int probes = primary.chatRequests().size();
    eventually(
        Duration.ofMillis(TIMING.recovery()),
        "the primary is back",
        () -> ask(door).whole() && primary.chatRequests().size() > probes);

    assertThat(probes).as("probes while it was down").isBetween(1, 8);
    int back = primary.chatRequests().size();
    assertWhole(ask(door));
    assertThat(primary.chatRequests()).as("it is the primary again").hasSize(back + 1);
  }

  @ParameterizedTest
  @EnumSource
  void fault16_theAnswerIsTheFallbacksOwn(Door door) {
    primary.always(Reply.status(503));

    Told told = ask(door);

    assertWhole(told);
    assertThat(told.model()).isIn(null, "the-fallback");
    assertThat(told.output()).isIn(null, 60L);
    assertThat(told.model() == null).isEqualTo(door == Door.STREAM);
    assertAsked(1, 1);
    assertThat(gateway.metric("modelrouter_tokens_generated_sum{provider=\"groq\"}")).isZero();
  }
}
