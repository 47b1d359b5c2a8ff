package dev.modelrouter.state;

import dev.modelrouter.policy.BreakerFailure;
import dev.modelrouter.policy.Cooldown;
import dev.modelrouter.policy.CooldownRules;
import dev.modelrouter.policy.OpenCause;
import dev.modelrouter.policy.RateWindow;
import dev.modelrouter.state.ProviderVerdict.Admitted;
import dev.modelrouter.state.ProviderVerdict.CoolingDown;
import dev.modelrouter.state.ProviderVerdict.RateLimited;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One provider as this node sees it: its cooldown and its rate.
 *
 * <p><b>Implementation notes.</b> All fields are guarded by this object's monitor, so asking the
 * cooldown, taking a permit and sending out a probe are one step. The window's own monitor is only
 * ever taken inside it.
 */
final class ProviderGate {
  static final ProviderVerdict ADMITTED = new Admitted(false);
  static final ProviderVerdict PROBE = new Admitted(true);

  private final CooldownRules rules;
  private final RateWindow window;
  private Cooldown cooldown = Cooldown.CLOSED;
  private @Nullable String reason;
  private long openedAt;
  private int perMinute;
  private boolean spent;
  private long spentUntil;
  private boolean dropped;

  ProviderGate(CooldownRules rules, Duration rateWindow) {
    this.rules = rules;
    this.window = new RateWindow(rateWindow);
  }

  /**
   * Asks for one attempt.
   *
   * @param each for how many its permit counts
   */
  synchronized ProviderVerdict admit(int perMinute, int each, long now) {
    ProviderVerdict verdict = verdict(perMinute, each, now);
    if (verdict instanceof Admitted) {
      if (perMinute > 0) {
        window.take(perMinute, each, now);
      }
      cooldown = rules.admitted(cooldown, now);
    }
    return verdict;
  }

  synchronized ProviderVerdict peek(int perMinute, long now) {
    return verdict(perMinute, 1, now);
  }

  private ProviderVerdict verdict(int perMinute, int each, long now) {
    this.perMinute = perMinute;
    long pause = rules.remaining(cooldown, now);
    if (pause > 0) {
      return new CoolingDown(Duration.ofNanos(pause), cause(now));
    }
    long wait = perMinute > 0 ? rateWait(perMinute, each, now) : 0;
    if (wait > 0) {
      return new RateLimited(Duration.ofNanos(wait));
    }
    if (rules.inUse(cooldown)) {
      return ADMITTED;
    }
    return switch (rules.at(cooldown, now)) {
      case Cooldown.Closed _, Cooldown.Watched _ -> ADMITTED;
      case Cooldown.Away _, Cooldown.Probing _ -> PROBE;
    };
  }

  private @Nullable OpenCause cause(long now) {
    String known = reason;
    return known == null ? null : new OpenCause(known, Duration.ofNanos(now - openedAt));
  }

  synchronized void settle(UnaryOperator<Cooldown> verdict) {
    cooldown = verdict.apply(cooldown);
  }

  /**
   * Counts a failure.
   *
   * @param by the rules for failures of its kind
   */
  synchronized void fail(CooldownRules by, BreakerFailure failure, long now) {
    boolean before = rules.inUse(rules.at(cooldown, now));
    cooldown = by.failed(cooldown, failure.retryAfter(), now);
    if (!rules.inUse(cooldown)) {
      openedAt = before ? now : openedAt;
      reason = failure.reason() == null ? reason : failure.reason();
    }
  }

  /** Takes over what the shared store answered to this node. */
  synchronized void learnAdmission(ProviderReply reply, int perMinute, long now) {
    this.perMinute = perMinute;
    learn(reply, now);
  }

  /** Takes over what the shared store said; what this node has counted itself it keeps counting. */
  synchronized void learn(ProviderReply reply, long now) {
    if (reply.standing() != ProviderReply.Standing.CLOSED && rules.inUse(rules.at(cooldown, now))) {
      // Another node opened it: after which error is not known here.
      openedAt = now;
      reason = null;
    }
    cooldown =
        switch (reply.standing()) {
          case CLOSED -> cooldown instanceof Cooldown.Watched ? cooldown : Cooldown.CLOSED;
          case AWAY -> new Cooldown.Away(reply.failures(), now + reply.leftNanos());
          case PROBING -> new Cooldown.Probing(reply.failures(), now, now + reply.leftNanos());
        };
    window.raiseTo(reply.taken(), now);
    spent = false;
    if (reply.verdict() instanceof RateLimited limited) {
      spent = true;
      spentUntil = now + limited.retryAfter().toNanos();
    }
  }

  /** The permits of each bucket of its rate, the newest first. */
  int[] history(long now) {
    return window.history(now);
  }

  /** Nobody is to use it any more: the next who asks for the name gets a new one. */
  synchronized void drop() {
    dropped = true;
  }

  synchronized boolean dropped() {
    return dropped;
  }

  /** Whether a new gate would do as well. */
  synchronized boolean idle(long now) {
    return rules.at(cooldown, now) instanceof Cooldown.Closed
        && window.taken(now) == 0
        && !(spent && spentUntil - now > 0);
  }

  synchronized Cooldown cooldown(long now) {
    return rules.at(cooldown, now);
  }

  synchronized int perMinute() {
    return perMinute;
  }

  private long rateWait(int most, int each, long now) {
    long own = window.retryAfter(most, each, now);
    return spent ? Math.max(own, spentUntil - now) : own;
  }
}
