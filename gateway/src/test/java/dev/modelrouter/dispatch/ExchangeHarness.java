package dev.modelrouter.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Role;
import dev.modelrouter.policy.BreakerThreshold;
import dev.modelrouter.policy.HedgeBudget;
import dev.modelrouter.policy.MemoryBudget;
import dev.modelrouter.policy.QueueingLimiter;
import dev.modelrouter.policy.RetryBudget;
import dev.modelrouter.routing.ModelCatalogue;
import dev.modelrouter.routing.RouteDecision;
import dev.modelrouter.routing.Target;
import dev.modelrouter.state.MemoryState;
import dev.modelrouter.state.StateTiming;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Real exchanges on an event loop in virtual time, with providers that do what a test says. */
final class ExchangeHarness {
  final VirtualLoop loop = new VirtualLoop();
  final ScriptedUpstream upstream = new ScriptedUpstream(loop);
  final CountingListener listener = new CountingListener();
  final Map<String, QueueingLimiter<AttemptAdmission>> queueingLimiters = new HashMap<>();
  private final SplittableRandom random = new SplittableRandom(1);
  private final Map<String, ScriptedProvider> providers = new HashMap<>();
  DispatchPolicy policy = policy(0);
  @Nullable DispatchPolicy inheritedPolicy;
  WorkerExecutor workers = new InlineWorkers();
  Hedging hedging = Hedging.off();
  RetryBudget retryBudget = RetryBudget.defaultBudget();
  boolean byModel;
  boolean blacklist;
  boolean inherited;
  final Set<String> defaultRates = new HashSet<>();
  final Map<String, RateLimitQueue> rateLimitQueues = new HashMap<>();
  final FirstTokenLatencies firstTokens = new FirstTokenLatencies();
  StateTiming timing =
      StateTiming.inService(Duration.ofSeconds(5), Duration.ofSeconds(300), Duration.ofSeconds(30));
  private @Nullable CountingState state;
  private @Nullable Dispatcher dispatcher;
  private int serial;

  /** A policy with these retries; 3 s to the first token, 10 s of silence, 2 minutes in all. */
  static DispatchPolicy policy(int retries) {
    return policy(LIMITS, new RetryPolicy(retries, 0, Duration.ZERO));
  }

  static DispatchPolicy policy(Timeouts timeouts, RetryPolicy retries) {
    return new DispatchPolicy(
        timeouts,
        null,
        retries,
        Duration.ofSeconds(15),
        false,
        false,
        true,
        false,
        Duration.ZERO,
        5);
  }

  /** Limits that the operator has set. */
  static final Timeouts LIMITS =
      new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          false,
          null,
          null,
          Duration.ofSeconds(120),
          true);

  /** Those of a gateway for which nothing is set. */
  static final Timeouts DEFAULTS =
      new Timeouts(
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          Duration.ofSeconds(10),
          true,
          null,
          null,
          Duration.ofMinutes(10),
          false);

  static HedgeBudget budget(int percent) {
    return new HedgeBudget(percent, 10, 5);
  }

  CountingState state() {
    CountingState known = state;
    if (known == null) {
      known = new CountingState(new MemoryState(loop::nanoTime, timing));
      state = known;
    }
    return known;
  }

  private Dispatcher dispatcher() {
    Dispatcher known = dispatcher;
    if (known == null) {
      known =
          new Dispatcher(
              loop,
              upstream,
              state(),
              listener,
              loop::nanoTime,
              () -> Instant.EPOCH.plusNanos(loop.nanoTime()),
              () -> random.nextDouble(),
              new AnswerMemory(new MemoryBudget(1L << 30)),
              new OutputMemory(new MemoryBudget(1L << 30)),
              new WorkerPool(workers));
      dispatcher = known;
    }
    return known;
  }

  Target target(String name) {
    return target(name, 0);
  }

  Target target(String name, int perMinute) {
    String[] parts = name.split("/");
    return new Target(
        providers.computeIfAbsent(parts[0], ScriptedProvider::new), parts[1], perMinute);
  }

  List<Target> targets(String... names) {
    List<Target> all = new ArrayList<>();
    for (String name : names) {
      all.add(target(name));
    }
    return all;
  }

  /** One caller's request under way. */
  record UpstreamRequest(Exchange exchange, RecordingSink sink) {
    String text() {
      return sink.text.toString();
    }
  }

  UpstreamRequest stream(String... names) {
    return ask(targets(names), true, RequestTimeouts.NONE);
  }

  UpstreamRequest whole(String... names) {
    return ask(targets(names), false, RequestTimeouts.NONE);
  }

  UpstreamRequest ask(List<Target> targets, boolean stream, RequestTimeouts requestTimeouts) {
    ChatRequest request =
        new ChatRequest(ModelId.ANY, List.of(new Message(Role.USER, "hi")), 100, 0, stream);
    RecordingSink sink = new RecordingSink();
    Exchange exchange =
        dispatcher()
            .exchange(
                "r" + serial++,
                request,
                new RouteDecision.Targets(targets, false),
                sink,
                conducts(),
                requestTimeouts,
                inherited);
    exchange.start();
    loop.pass(Duration.ZERO);
    return new UpstreamRequest(exchange, sink);
  }

  private RoutePolicies conducts() {
    return new RoutePolicies(
        new RoutePolicy(
            policy, inheritedPolicy == null ? policy : inheritedPolicy, hedging, retryBudget),
        Map.of(),
        queueingLimiters,
        rateLimitQueues,
        new BreakerScope(byModel, blacklist),
        defaultRates,
        firstTokens,
        true,
        ModelCatalogue.load());
  }

  /** A gateway for which nothing is set. */
  void defaults() {
    policy = policy(DEFAULTS, new RetryPolicy(2, 1, Duration.ZERO));
    inheritedPolicy = policy(DEFAULTS, new RetryPolicy(2, 0, Duration.ZERO));
    byModel = true;
    blacklist = true;
    timing =
        StateTiming.inService(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(15))
            .withPauses(Duration.ofSeconds(300), Duration.ofDays(1))
            .with(BreakerThreshold.inARow(3));
  }

  void queueTimeout(Duration timeout) {
    policy =
        new DispatchPolicy(
            policy.timeouts(),
            policy.minThroughput(),
            policy.retries(),
            policy.keepAlive(),
            policy.earlyHead(),
            policy.rejectUnsupported(),
            policy.continuation(),
            policy.contentPolicyFallback(),
            timeout,
            policy.priority());
  }

  void retryAfterWait(Duration wait) {
    policy = policy(policy.timeouts(), new RetryPolicy(2, 1, wait));
  }

  /** Lets time pass until nothing is under way, at most half an hour. */
  void passUntilIdle() {
    for (int i = 0; i < 1_800 && (dispatcher().running() > 0 || upstream.open > 0); i++) {
      pass(1_000);
    }
  }

  void pass(long millis) {
    loop.pass(Duration.ofMillis(millis));
  }

  /** What must hold when nothing is under way. */
  void assertIdle() {
    assertThat(dispatcher().running()).as("exchanges under way").isZero();
    assertThat(upstream.open).as("calls under way").isZero();
    assertThat(listener.attempts).as("attempts without an end").isZero();
    assertThat(listener.exchanges).as("exchanges without an end").isZero();
    queueingLimiters.forEach(
        (name, limiter) -> {
          assertThat(limiter.inFlight()).as("permits of " + name).isZero();
          assertThat(limiter.waiting()).as("requests that wait for " + name).isZero();
        });
    assertThat(state().owed()).as("admissions without a verdict").isEmpty();
  }
}
