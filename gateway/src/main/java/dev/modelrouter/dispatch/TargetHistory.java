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
 * loops; safe for threads. It knows at most {@value #MOST_TARGETS} targets, since callers may name
 * any model, and the last {@value #MOST_WARM} conversations.
 */
public final class TargetHistory implements ExchangeListener {
  private static final int MOST_TARGETS = 1_000;
  private static final int MOST_WARM = 10_000;
  private static final int LOOKED_AT = 8;

  /**
   * How long providers keep a prompt's cache that is not used (Anthropic and OpenAI: 5 minutes).
   */
  private static final long WARM_NANOS = Duration.ofMinutes(5).toNanos();

  /** What is known of one target. */
  private static final class Past {
    final AtomicInteger inFlight = new AtomicInteger();
    volatile long askedAt;
    final LatencyTracker latencyTracker = LatencyTracker.defaultTracker();
  }

  private record Warm(long until, long tokens) {}

  private final LongSupplier nanoClock;
  private final Map<String, Past> targets = new ConcurrentHashMap<>();
  private Iterator<Map.Entry<String, Past>> hand = Collections.emptyIterator();
  private final Map<String, Warm> conversations =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Warm> eldest) {
          return size() > MOST_WARM;
        }
      };

  /**
   * Nothing known yet.
   *
   * @param nanoClock monotonic, nanoseconds
   */
  public TargetHistory(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * How a target has been lately.
   *
   * @param inFlight attempts under way at it
   * @param firstTextMillis mean time to its first text; negative where unknown
   * @param tokensPerSecond mean tokens a second after that; negative where unknown
   */
  public record Lately(int inFlight, double firstTextMillis, double tokensPerSecond) {
    static final Lately UNKNOWN = new Lately(0, -1, -1);
  }

  /** How a target has been lately. */
  public Lately lately(Target target) {
    Past past = targets.get(target.name());
    if (past == null) {
      return Lately.UNKNOWN;
    }
    long now = nanoClock.getAsLong();
    OptionalLong nanos = past.latencyTracker.firstTokenNanos(now);
    return new Lately(
        past.inFlight.get(),
        nanos.isPresent() ? nanos.getAsLong() / 1e6 : -1,
        past.latencyTracker.tokensPerSecond(now).orElse(-1));
  }

  /** Tokens of a conversation that are likely to be in the target's prompt cache. */
  public long warmTokens(Target target, long affinity) {
    if (affinity == 0) {
      return 0;
    }
    synchronized (conversations) {
      Warm warm = conversations.get(target.name() + " " + affinity);
      return warm == null || warm.until() - nanoClock.getAsLong() < 0 ? 0 : warm.tokens();
    }
  }

  @Override
  public void exchangeStarted(Exchange exchange) {}

  @Override
  public void attemptStarted(Exchange exchange, Target target) {
    Past past = past(exchange, target);
    if (past != null) {
      past.inFlight.incrementAndGet();
      past.askedAt = nanoClock.getAsLong();
    }
  }

  @Override
  public void firstText(Exchange exchange, Target target, long nanos) {
    Past past = past(exchange, target);
    if (past != null) {
      past.latencyTracker.firstToken(nanos, nanoClock.getAsLong());
    }
  }

  @Override
  public void eventSkipped(Exchange exchange, Target target, String why) {}

  @Override
  public void attemptFinished(
      Exchange exchange, Target target, AttemptOutcome outcome, long nanos) {
    Past past = past(exchange, target);
    if (past == null) {
      return;
    }
    // Its target may have been forgotten meanwhile, and be new.
    past.inFlight.updateAndGet(before -> Math.max(0, before - 1));
    long now = nanoClock.getAsLong();
    switch (outcome) {
      case AttemptOutcome.Completed completed -> {
        Usage usage = completed.answer().usage();
        if (usage != null) {
          remember(exchange, target, usage, now);
          if (exchange.request().stream()) {
            past.latencyTracker.stream(usage.output() - 1, nanos - exchange.firstTextNanos(), now);
          }
        }
      }
      // What was given up for its slowness looks as slow as it was seen to be. An error that comes
      // quickly, of a request that is wrong perhaps, is no latency.
      case AttemptOutcome.FailedBeforeCommit failed -> {
        if (failed.error().code() == ErrorCode.TIMEOUT) {
          past.latencyTracker.firstToken(nanos, now);
        }
      }
      case AttemptOutcome.FailedMidStream ignored -> {}
      case AttemptOutcome.Cancelled ignored -> {}
    }
  }

  @Override
  public void exchangeFinished(Exchange exchange, ExchangeOutcome outcome) {}

  private void remember(Exchange exchange, Target target, Usage usage, long now) {
    RoutingTrace routingTrace = exchange.choice();
    if (routingTrace != null && routingTrace.request().affinity() != 0) {
      synchronized (conversations) {
        conversations.put(
            target.name() + " " + routingTrace.request().affinity(),
            new Warm(now + WARM_NANOS, usage.input()));
      }
    }
  }

  /** Only exchanges of routes are counted: for others nobody chooses. */
  private @Nullable Past past(Exchange exchange, Target target) {
    if (exchange.choice() == null) {
      return null;
    }
    String key = target.name();
    Past known = targets.get(key);
    if (known != null) {
      return known;
    }
    if (targets.size() >= MOST_TARGETS) {
      makeRoom();
    }
    return targets.computeIfAbsent(key, ignored -> new Past());
  }

  /**
   * Forgets one target nobody is asking: of the few that are next, the one not asked for longest.
   */
  private synchronized void makeRoom() {
    String oldest = null;
    long longest = Long.MIN_VALUE;
    long now = nanoClock.getAsLong();
    for (int i = 0; i < LOOKED_AT; i++) {
      if (!hand.hasNext()) {
        hand = targets.entrySet().iterator();
        if (!hand.hasNext()) {
          return;
        }
      }
      Map.Entry<String, Past> entry = hand.next();
      Past past = entry.getValue();
      if (past.inFlight.get() == 0 && now - past.askedAt > longest) {
        longest = now - past.askedAt;
        oldest = entry.getKey();
      }
    }
    if (oldest != null) {
      targets.remove(oldest);
    }
  }
}
