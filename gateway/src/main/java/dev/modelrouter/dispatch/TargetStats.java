package dev.modelrouter.dispatch;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.policy.LatencyTracker;
import dev.modelrouter.routing.RoutingTrace;
import dev.modelrouter.routing.Target;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What targets have been like lately, for choices between them: how many attempts of routes are
 * under way at each, how fast each was, and which conversations each has seen. One for all event
 * loops; safe for threads. It knows at most {@value #MAX_TARGETS} targets, since callers may name
 * any model, and the last {@value #MAX_WARM} conversations.
 */
public final class TargetStats implements ExchangeListener {
  private static final int MAX_TARGETS = 1_000;
  private static final int MAX_WARM = 10_000;
  private static final int MAX_EVICTION_SCAN = 8;

  /**
   * How long providers keep a prompt's cache that is not used (Anthropic and OpenAI: 5 minutes).
   */
  private static final long WARM_NANOS = Duration.ofMinutes(5).toNanos();

  /** What is known of one target. */
  private static final class Stats {
    final AtomicInteger inFlight = new AtomicInteger();
    volatile long lastAttemptAt;
    final LatencyTracker latencyTracker = LatencyTracker.defaultTracker();
  }

  private record CachedPrompt(long until, long tokens) {}

  private final LongSupplier nanoClock;
  private final Map<String, Stats> targets = new ConcurrentHashMap<>();
  private Iterator<Map.Entry<String, Stats>> hand = Collections.emptyIterator();
  private final Map<String, CachedPrompt> conversations =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CachedPrompt> eldest) {
          return size() > MAX_WARM;
        }
      };

  /**
   * Nothing known yet.
   *
   * @param nanoClock monotonic, nanoseconds
   */
  public TargetStats(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * How a target has been lately.
   *
   * @param inFlight attempts under way at it
   * @param firstTokenMillis mean time to its first text; negative where unknown
   * @param tokensPerSecond mean tokens a second after that; negative where unknown
   */
  public record RecentStats(int inFlight, double firstTokenMillis, double tokensPerSecond) {
    static final RecentStats UNKNOWN = new RecentStats(0, -1, -1);
  }

  /** How a target has been lately. */
  public RecentStats recent(Target target) {
    Stats stats = targets.get(target.name());
    if (stats == null) {
      return RecentStats.UNKNOWN;
    }
    long now = nanoClock.getAsLong();
    OptionalLong nanos = stats.latencyTracker.firstTokenNanos(now);
    return new RecentStats(
        stats.inFlight.get(),
        nanos.isPresent() ? nanos.getAsLong() / 1e6 : -1,
        stats.latencyTracker.tokensPerSecond(now).orElse(-1));
  }

  /** Tokens of a conversation that are likely to be in the target's prompt cache. */
  public long warmTokens(Target target, long affinity) {
    if (affinity == 0) {
      return 0;
    }
    synchronized (conversations) {
      CachedPrompt cachedPrompt = conversations.get(target.name() + " " + affinity);
      return cachedPrompt == null || cachedPrompt.until() - nanoClock.getAsLong() < 0
          ? 0
          : cachedPrompt.tokens();
    }
  }

  @Override
  public void exchangeStarted(Exchange exchange) {}

  @Override
  public void attemptStarted(Exchange exchange, Target target) {
    Stats stats = statsOf(exchange, target);
    if (stats != null) {
      stats.inFlight.incrementAndGet();
      stats.lastAttemptAt = nanoClock.getAsLong();
    }
  }

  @Override
  public void onFirstToken(Exchange exchange, Target target, long nanos) {
    Stats stats = statsOf(exchange, target);
    if (stats != null) {
      stats.latencyTracker.firstToken(nanos, nanoClock.getAsLong());
    }
  }

  @Override
  public void eventSkipped(Exchange exchange, Target target, String why) {}

  @Override
  public void attemptFinished(
      Exchange exchange, Target target, AttemptOutcome outcome, long nanos) {
    Stats stats = statsOf(exchange, target);
    if (stats == null) {
      return;
    }
    // Its target may have been forgotten meanwhile, and be new.
    stats.inFlight.updateAndGet(before -> Math.max(0, before - 1));
    long now = nanoClock.getAsLong();
    switch (outcome) {
      case AttemptOutcome.Completed completed -> {
        Usage usage = completed.completionSummary().usage();
        if (usage != null) {
          remember(exchange, target, usage, now);
          if (exchange.request().stream()) {
            stats.latencyTracker.stream(
                usage.output() - 1, nanos - exchange.firstTokenNanos(), now);
          }
        }
      }
      // What was given up for its slowness looks as slow as it was seen to be. An error that comes
      // quickly, of a request that is wrong perhaps, is no latency.
      case AttemptOutcome.FailedBeforeCommit failed -> {
        if (failed.error().code() == ErrorCode.TIMEOUT) {
          stats.latencyTracker.firstToken(nanos, now);
        }
      }
      case AttemptOutcome.FailedMidStream ignored -> {}
      case AttemptOutcome.Cancelled ignored -> {}
    }
  }

  @Override
  public void exchangeFinished(Exchange exchange, ExchangeOutcome outcome) {}

  private void remember(Exchange exchange, Target target, Usage usage, long now) {
    RoutingTrace routingTrace = exchange.routingTrace();
    if (routingTrace != null && routingTrace.request().affinity() != 0) {
      synchronized (conversations) {
        conversations.put(
            target.name() + " " + routingTrace.request().affinity(),
            new CachedPrompt(now + WARM_NANOS, usage.input()));
      }
    }
  }

  /** Only exchanges of routes are counted: for others nobody chooses. */
  private @Nullable Stats statsOf(Exchange exchange, Target target) {
    if (exchange.routingTrace() == null) {
      return null;
    }
    String key = target.name();
    Stats known = targets.get(key);
    if (known != null) {
      return known;
    }
    if (targets.size() >= MAX_TARGETS) {
      makeRoom();
    }
    return targets.computeIfAbsent(key, ignored -> new Stats());
  }

  /**
   * Forgets one target nobody is asking: of the few that are next, the one not asked for longest.
   */
  private synchronized void makeRoom() {
    String oldest = null;
    long longest = Long.MIN_VALUE;
    long now = nanoClock.getAsLong();
    for (int i = 0; i < MAX_EVICTION_SCAN; i++) {
      if (!hand.hasNext()) {
        hand = targets.entrySet().iterator();
        if (!hand.hasNext()) {
          return;
        }
      }
      Map.Entry<String, Stats> entry = hand.next();
      Stats stats = entry.getValue();
      if (stats.inFlight.get() == 0 && now - stats.lastAttemptAt > longest) {
        longest = now - stats.lastAttemptAt;
        oldest = entry.getKey();
      }
    }
    if (oldest != null) {
      targets.remove(oldest);
    }
  }
}
