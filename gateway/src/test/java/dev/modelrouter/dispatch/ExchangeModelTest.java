package dev.modelrouter.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.dispatch.ScriptedUpstream.Script;
import dev.modelrouter.policy.BreakerThreshold;
import dev.modelrouter.policy.FixedConcurrencyLimiter;
import dev.modelrouter.policy.QueueingLimiter;
import dev.modelrouter.policy.RetryBudget;
import dev.modelrouter.routing.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random providers, callers and policies together: hedges, their budget, retries, theirs, breakers,
 * queues and rates. Whatever happens, each target that could answer was asked or the record says
 * why not, each exchange ends once, and nothing is left over. A failure names its seed.
 */
class ExchangeModelTest {
  private static final int RUNS = 300;

  /** As of a gateway for which nothing is set, but shorter. */
  private static final Timeouts UNBOUNDED_STREAMS =
      new Timeouts(
          Duration.ofSeconds(5),
          Duration.ofSeconds(12),
          Duration.ofSeconds(2),
          true,
          null,
          null,
          Duration.ofSeconds(12),
          false);

  private static final List<String> NAMES = List.of("a/m", "a/n", "b/m", "c/m");

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void exchange_randomScripts_everyTargetIsAskedOrAccountedFor(int batch) {
    for (int i = 0; i < RUNS; i++) {
      long seed = (long) batch * RUNS + i;
      try {
        run(new SplittableRandom(seed));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private static void run(SplittableRandom random) {
    ExchangeHarness rig = new ExchangeHarness();
    configure(rig, random);
    for (String name : NAMES) {
      rig.upstream.always(name, script(random));
      for (int i = random.nextInt(4); i > 0; i--) {
        rig.upstream.next(name, script(random));
      }
    }
    List<ExchangeHarness.UpstreamRequest> all = new ArrayList<>();
    List<List<Target>> routes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      List<Target> targets = targets(rig, random);
      routes.add(targets);
      ExchangeHarness.UpstreamRequest upstreamRequest =
          rig.ask(targets, random.nextInt(3) > 0, limits(random));
      all.add(upstreamRequest);
      rig.pass(random.nextInt(4) == 0 ? 0 : random.nextInt(3_000));
      if (random.nextInt(8) == 0) {
        upstreamRequest.exchange().cancel();
      }
    }
    rig.passUntilIdle();
    rig.assertIdle();
    for (int i = 0; i < all.size(); i++) {
      assertAccounts(all.get(i), routes.get(i));
    }
  }

  private static void configure(ExchangeHarness rig, SplittableRandom random) {
    rig.policy =
        ExchangeHarness.policy(
            random.nextBoolean() ? ExchangeHarness.LIMITS : UNBOUNDED_STREAMS,
            new RetryPolicy(
                random.nextInt(3), random.nextInt(2), Duration.ofSeconds(random.nextInt(3))));
    if (random.nextInt(4) > 0) {
      int[] percents = {0, 5, 100};
      rig.hedging =
          Hedging.after(
              Duration.ofMillis(100 + random.nextInt(900)),
              ExchangeHarness.budget(percents[random.nextInt(3)]));
    }
    rig.retryBudget = new RetryBudget(0, random.nextInt(3) * 2, Duration.ofSeconds(10));
    rig.byModel = random.nextBoolean();
    rig.blacklist = random.nextBoolean();
    rig.inherited = random.nextInt(3) == 0;
    rig.timing = rig.timing.with(BreakerThreshold.inARow(1 + random.nextInt(3)));
    if (random.nextBoolean()) {
      rig.queueingLimiters.put(
          "b", new QueueingLimiter<>(new FixedConcurrencyLimiter(1), 1 + random.nextInt(2)));
      rig.queueTimeout(Duration.ofSeconds(random.nextInt(3)));
    }
    if (random.nextBoolean()) {
      rig.defaultRates.add("a");
    }
    if (random.nextBoolean()) {
      rig.rateLimitQueues.put("a", new RateLimitQueue(2));
    }
  }

  private static RequestTimeouts limits(SplittableRandom random) {
    return random.nextInt(4) > 0
        ? RequestTimeouts.NONE
        : new RequestTimeouts(
            Duration.ofMillis(1 + random.nextInt(5_000)),
            Duration.ofMillis(1 + random.nextInt(2_000)));
  }

  private static List<Target> targets(ExchangeHarness rig, SplittableRandom random) {
    List<Target> all = new ArrayList<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      String name = NAMES.get(random.nextInt(NAMES.size()));
      all.add(rig.target(name, name.startsWith("a/") ? random.nextInt(3) : 0));
    }
    return all;
  }

  private static Script script(SplittableRandom random) {
    long late = random.nextInt(5_000);
    return switch (random.nextInt(14)) {
      case 0 -> Script.status(500);
      case 1 -> Script.status(503, 1 + random.nextInt(3));
      case 2 -> Script.status(429);
      case 3 -> Script.status(401);
      case 4 -> Script.status(400);
      case 5 -> Script.begin().head(400).text("context_length").end();
      case 6 -> Script.refused();
      case 7 -> Script.begin().after(late).fail(true);
      case 8 -> Script.hang();
      case 9 ->
          Script.begin().head(200).text(":").after(late).text(":").after(late).text("x.").end();
      case 10 -> Script.begin().after(late).head(200).text("half").after(late).text("!");
      case 11 -> Script.begin().head(200).text("half").after(late);
      default -> Script.begin().after(late).head(200).text("x").after(late).text("y.").end();
    };
  }

  private static void assertAccounts(
      ExchangeHarness.UpstreamRequest upstreamRequest, List<Target> route) {
    switch (upstreamRequest.exchange().outcome()) {
      case ExchangeOutcome.Answered ignored -> {
        assertThat(upstreamRequest.sink().ends()).as("ends").isOne();
        assertThat(upstreamRequest.text()).isNotEmpty();
      }
      case ExchangeOutcome.Failed failed -> {
        assertThat(upstreamRequest.sink().ends()).as("ends").isOne();
        if (failed.error().code() != ErrorCode.GLOBAL_TIMEOUT) {
          assertThat(upstreamRequest.exchange().traceEntries())
              .as("what became of each target of " + route)
              .extracting(
                  attemptTraceEntry ->
                      attemptTraceEntry.provider() + "/" + attemptTraceEntry.model())
              .containsAll(route.stream().map(Target::name).toList());
        }
      }
      case ExchangeOutcome.Cancelled ignored -> assertThat(upstreamRequest.sink().ends()).isZero();
      case null -> throw new AssertionError("an exchange without an end");
    }
  }
}
