package dev.modelrouter.dispatch;

import static java.util.Objects.requireNonNull;

import dev.modelrouter.policy.BreakerId;
import dev.modelrouter.policy.Permit;
import dev.modelrouter.policy.PriorityWaitQueue;
import dev.modelrouter.policy.QueueingLimiter;
import dev.modelrouter.routing.Deployment;
import dev.modelrouter.routing.DeploymentPool;
import dev.modelrouter.routing.NamedLimits;
import dev.modelrouter.routing.Target;
import dev.modelrouter.state.AdmissionResult;
import dev.modelrouter.state.SharedState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way of one attempt to its target: through the turnstiles (the route's, then the provider's),
 * past the rates and the breakers, to a seat. Ends with exactly one call of its guest, unless given
 * up; whatever it has taken by then is given back. Confined to its event loop, but for {@link
 * #grantAll}.
 */
public final class AttemptAdmission {

  /** Who waits at an entrance. */
  interface AdmissionListener extends ExceptionHandler {
    /** It may ask the target. */
    void onAdmitted(AttemptAdmission admission, AttemptPermit permit);

    /** It may not. */
    void onRejected(AttemptAdmission admission, Target target, SkipReason reason);
  }

  /**
   * What counts for the request beside the limits.
   *
   * @param blacklist whether the inherited blacklist counts, in place of the breaker of the model
   * @param passDefaultRates whether default rates are passed over, since no other target is left
   */
  record Mode(boolean blacklist, boolean passDefaultRates) {
    /** Breakers by model, and every rate. */
    static final Mode DEFAULT = new Mode(false, false);

    /** The inherited blacklist, and every rate. */
    static final Mode BLACKLIST = new Mode(true, false);

    /** The same where default rates are passed over. */
    Mode passingDefaultRates() {
      return new Mode(blacklist, true);
    }
  }

  private final Dispatcher dispatcher;
  private final Target target;
  private final DispatchPolicy policy;
  private final RoutePolicies routePolicies;
  private final Set<String> tried;
  private final Mode mode;
  private final AdmissionListener listener;
  private final List<QueueingLimiter<AttemptAdmission>> concurrencyQueues;
  private final List<HeldPermit> heldPermits = new ArrayList<>(1);
  private long queueDeadline;
  private PriorityWaitQueue.@Nullable QueueEntry<AttemptAdmission> queueEntry;
  private @Nullable MovableTimeout queueTimeout;
  private @Nullable RateLimitAdmission rate;
  private boolean mayWait;
  private boolean probe;
  private boolean over;
  private long waitingSince;
  private long waitedNanos;
  private boolean waited;

  /**
   * An entrance nobody has gone to.
   *
   * @param tried seats that are not to be taken
   */
  AttemptAdmission(
      Dispatcher dispatcher,
      Target target,
      DispatchPolicy policy,
      RoutePolicies routePolicies,
      Set<String> tried,
      Mode mode,
      AdmissionListener listener) {
    this.dispatcher = dispatcher;
    this.target = target;
    this.policy = policy;
    this.routePolicies = routePolicies;
    this.tried = tried;
    this.mode = mode;
    this.listener = listener;
    this.concurrencyQueues = routePolicies.concurrencyQueues(target);
  }

  /**
   * What would stop an attempt at a target at its breakers, its rate or its seats; null if nothing.
   */
  static @Nullable SkipReason skipReasonIfClosed(
      SharedState state, RoutePolicies routePolicies, Target target, Mode mode) {
    return skipReasonIfClosed(state, routePolicies, target, Set.of(), mode);
  }

  /** The same where these seats are not to be taken. */
  static @Nullable SkipReason skipReasonIfClosed(
      SharedState state, RoutePolicies routePolicies, Target target, Set<String> tried, Mode mode) {
    SkipReason spent = skipReasonOfRate(state, target);
    SkipReason provider = spent == null ? skipReason(state, routePolicies, target, mode) : spent;
    if (provider != null) {
      return provider;
    }
    return unavailable(state, routePolicies, target, tried, mode);
  }

  /** What would stop it beside the provider's own circuit and rate. */
  private static @Nullable SkipReason unavailable(
      SharedState state, RoutePolicies routePolicies, Target target, Set<String> tried, Mode mode) {
    SkipReason scoped = skipReasonOfScope(state, routePolicies, target, mode);
    DeploymentPool deployments = target.deployments();
    if (scoped != null || deployments == null) {
      return scoped;
    }
    for (Deployment deployment : deployments.all()) {
      if (!tried.contains(deployment.id())
          && skipReason(state.peek(deployment.id(), 0), deployment.id(), 0) == null) {
        return null;
      }
    }
    return new SkipReason.NoDeploymentAvailable(soonest(state, deployments));
  }

  /** Whether the inherited blacklist or the model's breaker is in the way. */
  private static @Nullable SkipReason skipReasonOfScope(
      SharedState state, RoutePolicies routePolicies, Target target, Mode mode) {
    String name = scope(routePolicies, target, mode);
    return name == null ? null : skipReason(state.peek(name, 0), target.id(), 0);
  }

  /** The name of what counts beside the provider's own breaker; null for nothing. */
  private static @Nullable String scope(RoutePolicies routePolicies, Target target, Mode mode) {
    if (mode.blacklist()) {
      return BreakerId.blacklist(target.id());
    }
    return routePolicies.breakers().byModel() ? target.name() : null;
  }

  /** The first of the route's rates that is spent. */
  private static @Nullable SkipReason skipReasonOfRate(SharedState state, Target target) {
    for (NamedLimits namedLimits : target.namedLimitses()) {
      int max = namedLimits.routeLimits().perMinute();
      SkipReason spent =
          max == 0 ? null : skipReason(state.peek(namedLimits.id(), max), namedLimits.id(), max);
      if (spent != null) {
        return spent;
      }
    }
    return null;
  }

  private static @Nullable SkipReason skipReason(
      SharedState state, RoutePolicies routePolicies, Target target, Mode mode) {
    int max = mode.passDefaultRates() ? bindingRate(routePolicies, target) : target.perMinute();
    return skipReason(
        state.peek(target.id(), max),
        target.id(),
        max,
        routePolicies.defaultRates().contains(target.id()));
  }

  /** The provider's rate if the operator has set it; else none. */
  private static int bindingRate(RoutePolicies routePolicies, Target target) {
    return routePolicies.defaultRates().contains(target.id()) ? 0 : target.perMinute();
  }

  private static @Nullable SkipReason skipReason(
      AdmissionResult result, String whose, int perMinute) {
    return skipReason(result, whose, perMinute, false);
  }

  private static @Nullable SkipReason skipReason(
      AdmissionResult result, String whose, int perMinute, boolean byDefault) {
    return switch (result) {
      case AdmissionResult.Admitted ignored -> null;
      case AdmissionResult.BreakerOpen cooling ->
          new SkipReason.CircuitOpen(cooling.remaining(), cooling.cause());
      case AdmissionResult.RateLimited limited ->
          new SkipReason.RateLimited(limited.retryAfter(), whose, perMinute, byDefault);
    };
  }

  /**
   * Goes; the guest may be called before this returns.
   *
   * @param mayWait whether it may stand in the line
   */
  void start(boolean mayWait) {
    long now = dispatcher.nanoTime();
    queueDeadline = now + (mayWait ? policy.queueTimeout().toNanos() : 0);
    if (concurrencyQueues.isEmpty() && target.namedLimitses().isEmpty()) {
      admitBreaker();
      return;
    }
    this.mayWait = mayWait;
    SkipReason reason = target.namedLimitses().isEmpty() ? null : skipReasonNow();
    if (reason == null) {
      acquireConcurrency(now);
    } else {
      // The route's rate is not spent on a target whose circuit is open.
      reject(reason);
    }
  }

  /** Why nothing is to be gained by waiting here. For a rate there is a line of its own. */
  private @Nullable SkipReason skipReasonNow() {
    SkipReason reason = skipReasonIfClosed(dispatcher.state(), routePolicies, target, tried, mode);
    return mayWait
            && reason instanceof SkipReason.RateLimited rateLimited
            && !rateLimited.byDefault()
        ? null
        : reason;
  }

  /** The turnstile it stands before, or null when it has passed all. */
  private @Nullable QueueingLimiter<AttemptAdmission> concurrencyQueue() {
    return heldPermits.size() == concurrencyQueues.size()
        ? null
        : concurrencyQueues.get(heldPermits.size());
  }

  private void acquireConcurrency(long now) {
    for (QueueingLimiter<AttemptAdmission> gate = concurrencyQueue();
        gate != null;
        gate = concurrencyQueue()) {
      Permit free = gate.tryAcquire(now);
      if (free != null) {
        heldPermits.add(new HeldPermit(gate, free));
        continue;
      }
      SkipReason reason = skipReasonNow();
      if (reason != null) {
        reject(reason);
        return;
      }
      switch (gate.acquire(this, policy.priority(), queueDeadline, now)) {
        case QueueingLimiter.AcquireResult.Acquired<AttemptAdmission> acquired ->
            heldPermits.add(new HeldPermit(gate, acquired.permit()));
        case QueueingLimiter.AcquireResult.Queued<AttemptAdmission> queued -> {
          wait(queued, now);
          return;
        }
        case QueueingLimiter.AcquireResult.Rejected<AttemptAdmission> away -> {
          reject(overloaded(away.waitMillis()));
          return;
        }
      }
    }
    admitRates(0);
  }

  private void wait(QueueingLimiter.AcquireResult.Queued<AttemptAdmission> queued, long now) {
    queueEntry = queued.entry();
    startWaiting(now);
    MovableTimeout limit =
        new MovableTimeout(dispatcher.timeoutScheduler(), listener, this::onQueueTimeout);
    queueTimeout = limit;
    limit.setNanos(queueDeadline - now);
    AttemptAdmission displaced = queued.displaced();
    if (displaced != null) {
      displaced.dispatcher.onLoop(displaced::onDisplaced);
    }
  }

  /** Lets those pass whose turn it is, each on its own loop. */
  static void grantAll(List<QueueingLimiter.Granted<AttemptAdmission>> all) {
    for (int i = 0; i < all.size(); i++) {
      QueueingLimiter.Granted<AttemptAdmission> one = all.get(i);
      one.waiter().dispatcher.onLoop(() -> one.waiter().onGranted(one.permit()));
    }
  }

  private void onGranted(Permit given) {
    QueueingLimiter<AttemptAdmission> gate = concurrencyQueue();
    queueEntry = null;
    stopWaiting();
    if (gate != null) {
      heldPermits.add(new HeldPermit(gate, given));
    }
    if (over) {
      releasePermits();
    } else {
      acquireConcurrency(dispatcher.nanoTime());
    }
  }

  private void onQueueTimeout() {
    PriorityWaitQueue.QueueEntry<AttemptAdmission> mine = queueEntry;
    QueueingLimiter<AttemptAdmission> gate = concurrencyQueue();
    // If it is no longer in the line its turn has come at this very moment.
    if (mine != null && gate != null && gate.cancel(mine)) {
      onRejected();
    }
  }

  private void onDisplaced() {
    if (!over && queueEntry != null) {
      onRejected();
    }
  }

  private void onRejected() {
    queueEntry = null;
    stopWaiting();
    QueueingLimiter<AttemptAdmission> gate = concurrencyQueue();
    reject(
        overloaded(
            gate == null
                ? OptionalLong.empty()
                : gate.waitMillis(policy.priority(), dispatcher.nanoTime())));
  }

  private static SkipReason overloaded(OptionalLong waitMillis) {
    return new SkipReason.Overloaded(
        waitMillis.isEmpty() ? null : Duration.ofMillis(waitMillis.getAsLong()));
  }

  /** Takes of the route's rates, one after the other; nothing can be held against a rate. */
  private void admitRates(int from) {
    if (from == target.namedLimitses().size()) {
      admitBreaker();
      return;
    }
    NamedLimits namedLimits = target.namedLimitses().get(from);
    int max = namedLimits.routeLimits().perMinute();
    if (max == 0) {
      admitRates(from + 1);
      return;
    }
    admitRate(
        namedLimits.id(),
        max,
        ignored -> {
          dispatcher.state().abandoned(namedLimits.id());
          admitRates(from + 1);
        });
  }

  private void admitBreaker() {
    // A permit of the provider's rate is only taken for a request that can be sent.
    SkipReason unavailable = unavailable(dispatcher.state(), routePolicies, target, tried, mode);
    if (unavailable != null) {
      reject(unavailable);
      return;
    }
    boolean byDefault = routePolicies.defaultRates().contains(target.id());
    int max = mode.passDefaultRates() && byDefault ? 0 : target.perMinute();
    RateLimitAdmission.PermitListener next =
        asProbe -> {
          probe = asProbe;
          String scope = scope(routePolicies, target, mode);
          if (scope == null) {
            chooseDeployment();
          } else {
            admitScope(scope);
          }
        };
    if (byDefault) {
      // Nobody waits for what is only advice.
      FutureContinuation.completeOrElse(
          dispatcher.state().admitProvider(target.id(), max),
          result -> {
            if (result instanceof AdmissionResult.Admitted admitted) {
              next.onPermit(admitted.probe());
            } else {
              reject(requireNonNull(skipReason(result, target.id(), max, true)));
            }
          });
    } else {
      admitRate(target.id(), max, next);
    }
  }

  /** Past the breaker and the rate of this name; where it may, it waits for a permit. */
  private void admitRate(String id, int perMinute, RateLimitAdmission.PermitListener next) {
    RateLimitQueue queue = routePolicies.rateQueues().get(id);
    if (queue != null && queue.waiting() > 0) {
      RateLimitAdmission mine = rateGate(id, perMinute, queue, next);
      rate = mine;
      startWaiting(dispatcher.nanoTime());
      mine.start();
      return;
    }
    FutureContinuation.completeOrElse(
        dispatcher.state().admitProvider(id, perMinute),
        result -> {
          switch (result) {
            case AdmissionResult.Admitted admitted -> next.onPermit(admitted.probe());
            case AdmissionResult.RateLimited limited
                when queue != null && !policy.queueTimeout().isZero() -> {
              RateLimitAdmission mine = rateGate(id, perMinute, queue, next);
              rate = mine;
              startWaiting(dispatcher.nanoTime());
              mine.wait(limited.retryAfter());
            }
            default -> reject(requireNonNull(skipReason(result, id, perMinute)));
          }
        });
  }

  private RateLimitAdmission rateGate(
      String id, int perMinute, RateLimitQueue queue, RateLimitAdmission.PermitListener next) {
    return new RateLimitAdmission(
        dispatcher,
        new RateLimitAdmission.RateKey(id, perMinute),
        queue,
        policy.priority(),
        queueDeadline,
        next,
        this::reject);
  }

  /** Past the breaker of the model, or past the inherited blacklist. */
  private void admitScope(String name) {
    FutureContinuation.completeOrElse(
        dispatcher.state().admitProvider(name, 0),
        result -> {
          if (result instanceof AdmissionResult.Admitted admitted) {
            probe |= admitted.probe();
            chooseDeployment();
          } else {
            dispatcher.state().abandoned(target.id());
            reject(requireNonNull(skipReason(result, target.id(), 0)));
          }
        });
  }

  private void chooseDeployment() {
    DeploymentPool deployments = target.deployments();
    if (deployments == null) {
      admit(target, null);
      return;
    }
    Deployment deployment = deployments.next(each -> !tried.contains(each.id()));
    if (deployment != null
        && !(dispatcher.state().peek(deployment.id(), 0) instanceof AdmissionResult.Admitted)) {
      tried.add(deployment.id());
      chooseDeployment();
      return;
    }
    if (deployment == null) {
      permit(target, null).abandoned(dispatcher.state());
      reject(new SkipReason.NoDeploymentAvailable(soonest(dispatcher.state(), deployments)));
      return;
    }
    FutureContinuation.completeOrElse(
        dispatcher.state().admitProvider(deployment.id(), 0),
        result -> {
          if (result instanceof AdmissionResult.Admitted admitted) {
            probe |= admitted.probe();
            admit(target.by(deployment), deployment);
          } else {
            tried.add(deployment.id());
            chooseDeployment();
          }
        });
  }

  /** When the first of the ways is open again. */
  private static Duration soonest(SharedState state, DeploymentPool deployments) {
    Duration soonest = null;
    for (Deployment deployment : deployments.all()) {
      if (state.peek(deployment.id(), 0) instanceof AdmissionResult.BreakerOpen cooling
          && (soonest == null || cooling.remaining().compareTo(soonest) < 0)) {
        soonest = cooling.remaining();
      }
    }
    return soonest == null ? Duration.ZERO : soonest;
  }

  private AttemptPermit permit(Target by, @Nullable Deployment deployment) {
    boolean byModel = !mode.blacklist() && routePolicies.breakers().byModel();
    return new AttemptPermit(by, probe, byModel, mode.blacklist(), deployment, heldPermits);
  }

  private void admit(Target by, @Nullable Deployment deployment) {
    stopWaitClock();
    AttemptPermit permit = permit(by, deployment);
    if (over) {
      permit.abandoned(dispatcher.state());
      releasePermits();
      return;
    }
    over = true;
    heldPermits.clear();
    listener.onAdmitted(this, permit);
  }

  private void reject(SkipReason reason) {
    stopWaitClock();
    releasePermits();
    if (!over) {
      over = true;
      listener.onRejected(this, target, reason);
    }
  }

  private void releasePermits() {
    List<HeldPermit> mine = List.copyOf(heldPermits);
    heldPermits.clear();
    for (HeldPermit heldPermit : mine) {
      heldPermit.release(Permit.Outcome.IGNORED, dispatcher.nanoTime());
    }
  }

  private void stopWaiting() {
    MovableTimeout limit = queueTimeout;
    if (limit != null) {
      limit.stop();
    }
  }

  private void startWaiting(long now) {
    if (!waited) {
      waited = true;
      waitingSince = now;
    }
  }

  private void stopWaitClock() {
    if (waited && !over) {
      waitedNanos = dispatcher.nanoTime() - waitingSince;
    }
  }

  /** Whether it stood in a queue. */
  boolean waited() {
    return waited;
  }

  /** Nanoseconds that it stood in queues, once it is over. */
  long waitedNanos() {
    return waitedNanos;
  }

  /** Gives it up; what still comes is given back. */
  void cancel() {
    over = true;
    stopWaiting();
    RateLimitAdmission mineOfRate = rate;
    if (mineOfRate != null) {
      mineOfRate.cancel();
    }
    PriorityWaitQueue.QueueEntry<AttemptAdmission> mine = queueEntry;
    QueueingLimiter<AttemptAdmission> gate = concurrencyQueue();
    if (mine != null && gate != null && gate.cancel(mine)) {
      queueEntry = null;
      releasePermits();
    }
  }
}
