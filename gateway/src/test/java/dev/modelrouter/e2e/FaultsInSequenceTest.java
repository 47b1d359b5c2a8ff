package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.FaultTiming.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.Answer;
import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * The sixteen faults one after the other at one gateway, as an operator meets them who has set keys
 * and a route of two targets and nothing else: a streamed call each, to a primary that is in use
 * again after the fault before. The time limits are shortened unless {@code -Dfaults.timing=full}
 * leaves them as they are.
 */
class FaultsInSequenceTest {
  private static final Answer SIXTY = Reply.words(60);
  private static final boolean FULL = System.getProperty("faults.timing", "fast").equals("full");
  private static final long OUTAGE_MILLIS = FULL ? 60_000 : 1_000;
  private static final long RECOVERY_MILLIS = 10_000;
  private static final String ROUTE = "routes: {auto: [groq/m, openai/m]}\n";

  private record Fault(int number, Consumer<FakeProvider> begin, Predicate<CallOutcome> handled) {}

  private static Fault fault(int number, Reply reply) {
    return new Fault(number, primary -> primary.always(reply), FaultsInSequenceTest::whole);
  }

  private static Fault once(int number, Reply reply) {
    return new Fault(number, primary -> primary.script(reply, SIXTY), FaultsInSequenceTest::whole);
  }

  private static final List<Fault> FAULTS =
      List.of(
          once(1, Reply.status(429).header("retry-after", "2")),
          fault(2, Reply.status(429)),
          once(3, Reply.status(500)),
          fault(4, Reply.status(503)),
          fault(5, Reply.resetBeforeHead()),
          fault(6, Reply.hang()),
          fault(7, SIXTY.beforeFirstToken(FaultTiming.never())),
          fault(8, SIXTY.resetAfter(40)),
          fault(9, SIXTY.stallAfter(20)),
          fault(10, SIXTY.brokenEventAfter(30)),
          fault(11, SIXTY.withoutEndMark()),
          fault(
              12,
              Reply.error(
                  400,
                  "context_length_exceeded",
                  "This model's maximum context length is 8192 tokens.")),
          fault(13, Reply.error(400, "content_policy_violation", "Not allowed: because.")),
          fault(14, SIXTY.cutAfter(40)),
          new Fault(15, FaultsInSequenceTest::outage, FaultsInSequenceTest::whole),
          new Fault(
              16,
              primary -> primary.always(Reply.status(503)),
              callOutcome -> whole(callOutcome) && "the-fallback".equals(callOutcome.model())));

  private static void outage(FakeProvider primary) {
    long up = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(OUTAGE_MILLIS);
    primary.replyBy(request -> System.nanoTime() < up ? Reply.status(503) : SIXTY);
  }

  private static boolean whole(CallOutcome callOutcome) {
    return callOutcome.whole() && callOutcome.text().equals(SIXTY.text());
  }

  @Test
  void nothingSetButKeys_fifteenOfSixteen_theRefusalIsTheAnswer() {
    assertThat(failed(ROUTE)).containsExactly(13);
  }

  @Test
  void contentPolicyFallback_sixteenOfSixteen() {
    assertThat(failed(ROUTE + "defaults: {content_policy_fallback: on}\n")).isEmpty();
  }

  /** The numbers of the faults that a caller has noticed. */
  private static List<Integer> failed(String file) {
    try (FakeProvider primary = FakeProvider.start();
        FakeProvider fallback = FakeProvider.start();
        GatewayUnderTest gateway = gateway(primary, fallback).file(file).start()) {
      fallback.replyBy(new PatientModel(SIXTY.model("the-fallback"), false));
      List<Integer> failed = new ArrayList<>();
      for (Fault fault : FAULTS) {
        awaitUse(gateway, primary);
        primary.reset();
        fault.begin().accept(primary);
        if (!fault.handled().test(ClientApi.COMPLETION_STREAM.ask(gateway, null))) {
          failed.add(fault.number());
        }
        assertThat(primary.chatRequests()).as("asked in fault " + fault.number()).isNotEmpty();
        if (fault.number() == 15) {
          assertOutageIsNotNoticed(gateway, primary);
        }
      }
      return failed;
    }
  }

  /** Every call during the outage is answered, and the primary is back soon after it. */
  private static void assertOutageIsNotNoticed(GatewayUnderTest gateway, FakeProvider primary) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(OUTAGE_MILLIS);
    while (System.nanoTime() < until) {
      ClientApi.COMPLETION_STREAM.ask(gateway, null).assertWhole();
    }
    awaitUse(gateway, primary);
  }

  /** The primary, which is well again, is asked and answers. */
  private static void awaitUse(GatewayUnderTest gateway, FakeProvider primary) {
    primary.always(SIXTY);
    int before = primary.chatRequests().size();
    GatewayUnderTest.eventually(
        Duration.ofMillis(RECOVERY_MILLIS),
        "the primary is in use",
        () ->
            ClientApi.COMPLETION_STREAM.ask(gateway, null).whole()
                && primary.chatRequests().size() > before);
  }

  private static GatewayUnderTest.Builder gateway(FakeProvider primary, FakeProvider fallback) {
    GatewayUnderTest.Builder builder =
        GatewayUnderTest.withoutPolicies()
            .set("GROQ_API_KEY", "operators-key-of-groq")
            .set("GROQ_BASE_URL", primary.baseUrl())
            .set("OPENAI_API_KEY", "operators-key-of-openai")
            .set("OPENAI_BASE_URL", fallback.baseUrl())
            // The callers of the outage are one caller.
            .set("RATE_LIMIT_REQUESTS_PER_MINUTE", 0);
    return FULL
        ? builder
        : builder
            .set("FIRST_CHUNK_TIMEOUT", seconds(400))
            .set("PROVIDER_TIMEOUT", seconds(700))
            .set("BACKOFF_BASE_SECONDS", seconds(200))
            .set("BACKOFF_MAX_SECONDS", seconds(1_000));
  }
}
