package dev.modelrouter.dispatch;

import dev.modelrouter.policy.HedgeBudget;
import dev.modelrouter.policy.LatencyQuantile;
import dev.modelrouter.routing.Target;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When a second target is asked beside one that takes too long to its first text, and how often
 * that may be. One for all event loops; safe for threads.
 */
public final class Hedging {
  private final boolean on;
  private final @Nullable Duration after;
  private final HedgeBudget budget;
  private final Map<String, LatencyQuantile> streamLatencies = new ConcurrentHashMap<>();

  /** Of whole answers, whose first text comes with their last. */
  private final Map<String, LatencyQuantile> unaryLatencies = new ConcurrentHashMap<>();

  private Hedging(boolean on, @Nullable Duration after, HedgeBudget budget) {
    this.on = on;
    this.after = after;
    this.budget = budget;
  }

  /** Never. */
  public static Hedging off() {
    return new Hedging(false, null, HedgeBudget.defaultBudget());
  }

  /** After this long without text. */
  public static Hedging after(Duration delay, HedgeBudget budget) {
    return new Hedging(true, delay, budget);
  }

  /** After what nineteen of twenty recent answers of the same provider did not need. */
  public static Hedging afterQuantile(HedgeBudget budget) {
    return new Hedging(true, null, budget);
  }

  /** A request came, which may save up for a hedge. */
  void request() {
    if (on) {
      budget.request();
    }
  }

  /** Nanoseconds a target may take to its first text before another is asked; empty for ever. */
  OptionalLong delay(Target target, boolean stream, long now) {
    if (!on) {
      return OptionalLong.empty();
    }
    if (after != null) {
      return OptionalLong.of(after.toNanos());
    }
    LatencyQuantile tail = (stream ? streamLatencies : unaryLatencies).get(target.id());
    return tail == null ? OptionalLong.empty() : tail.nanos(now);
  }

  /** Takes one hedge from the budget if there is one. */
  boolean take() {
    return budget.hedge();
  }

  /** Gives back a hedge that was taken and not made. */
  void refund() {
    budget.refund();
  }

  /** A target's first text came after so many nanoseconds. */
  void onFirstToken(Target target, boolean stream, long nanos, long now) {
    if (on && after == null) {
      Map<String, LatencyQuantile> tails = stream ? streamLatencies : unaryLatencies;
      tails.computeIfAbsent(target.id(), ignored -> LatencyQuantile.p95()).observe(nanos, now);
    }
  }
}
