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
 * #serve}.
 */
public final class Entrance {

  /** Who waits at an entrance. */
  interface Guest extends ExceptionHandler {
    /** It may ask the target. */
    void entered(Entrance entrance, Entry entry);

    /** It may not. */
    void refused(Entrance entrance, Target target, Refusal why);
  }

  /**
   * What counts for the request beside the limits.
   *
   * @param blacklist whether the inherited blacklist counts, in place of the breaker of the model
   * @param passDefaultRates whether default rates are passed over, since no other target is left
   */
  record Mode(boolean blacklist, boolean passDefaultRates) {
    /** Breakers by model, and every rate. */
    static final Mode USUAL = new Mode(false, false);

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
  private final Conducts conducts;
  private final Set<String> tried;
  private final Mode mode;
  private final Guest guest;
  private final List<QueueingLimiter<Entrance>> turnstiles;
  private final List<Pass> passes = new ArrayList<>(1);
  private long patienceEnds;
  private PriorityWaitQueue.@Nullable QueueEntry<Entrance> queueEntry;
  private @Nullable Watchdog patience;
  private @Nullable RateGate rate;
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
  Entrance(
      Dispatcher dispatcher,
      Target target,
      DispatchPolicy policy,
      Conducts conducts,
      Set<String> tried,
      Mode mode,
      Guest guest) {
    this.dispatcher = dispatcher;
    this.target = target;
    this.policy = policy;
    this.conducts = conducts;
    this.tried = tried;
    this.mode = mode;
    this.guest = guest;
    this.turnstiles = conducts.turnstiles(target);
  }

  /**
   * What would stop an attempt at a target at its breakers, its rate or its seats; null if nothing.
   */
  static @Nullable Refusal closed(SharedState state, Conducts conducts, Target target, Mode mode) {
    return closed(state, conducts, target, Set.of(), mode);
  }

  /** The same where these seats are not to be taken. */
  static @Nullable Refusal closed(
      SharedState state, Conducts conducts, Target target, Set<String> tried, Mode mode) {
    Refusal spent = spent(state, target);
    Refusal provider = spent == null ? refusal(state, conducts, target, mode) : spent;
    if (provider != null) {
      return provider;
    }
    return unavailable(state, conducts, target, tried, mode);
  }

  /** What would stop it beside the provider's own circuit and rate. */
  private static @Nullable Refusal unavailable(
      SharedState state, Conducts conducts, Target target, Set<String> tried, Mode mode) {
    Refusal scoped = scoped(state, conducts, target, mode);
    DeploymentPool deployments = target.deployments();
    if (scoped != null || deployments == null) {
      return scoped;
    }
    for (Deployment deployment : deployments.all()) {
      if (!tried.contains(deployment.id())
          && refusal(state.peek(deployment.id(), 0), deployment.id(), 0) == null) {
        return null;
      }
    }
    return new Refusal.NoSeat(soonest(state, deployments));
  }

  /** Whether the inherited blacklist or the model's breaker is in the way. */
  private static @Nullable Refusal scoped(
      SharedState state, Conducts conducts, Target target, Mode mode) {
    String name = scope(conducts, target, mode);
    return name == null ? null : refusal(state.peek(name, 0), target.id(), 0);
  }

  /** The name of what counts beside the provider's own breaker; null for nothing. */
  private static @Nullable String scope(Conducts conducts, Target target, Mode mode) {
    if (mode.blacklist()) {
      return BreakerId.blacklist(target.id());
    }
    return conducts.breakers().byModel() ? target.name() : null;
  }

  /** The first of the route's rates that is spent. */
  private static @Nullable Refusal spent(SharedState state, Target target) {
    for (NamedLimits namedLimits : target.namedLimitses()) {
      int most = namedLimits.routeLimits().perMinute();
      Refusal spent =
          most == 0 ? null : refusal(state.peek(namedLimits.id(), most), namedLimits.id(), most);
      if (spent != null) {
        return spent;
      }
    }
    return null;
  }

  private static @Nullable Refusal refusal(
      SharedState state, Conducts conducts, Target target, Mode mode) {
    int most = mode.passDefaultRates() ? rateThatHolds(conducts, target) : target.perMinute();
    return refusal(
        state.peek(target.id(), most),
        target.id(),
        most,
        conducts.defaultRates().contains(target.id()));
  }

  /** The provider's rate if the operator has set it; else none. */
  private static int rateThatHolds(Conducts conducts, Target target) {
    return conducts.defaultRates().contains(target.id()) ? 0 : target.perMinute();
  }

  private static @Nullable Refusal refusal(AdmissionResult result, String whose, int perMinute) {
    return refusal(result, whose, perMinute, false);
  }

  private static @Nullable Refusal refusal(
      AdmissionResult result, String whose, int perMinute, boolean byDefault) {
    return switch (result) {
      case AdmissionResult.Admitted ignored -> null;
      case AdmissionResult.BreakerOpen cooling ->
          new Refusal.Away(cooling.remaining(), cooling.cause());
      case AdmissionResult.RateLimited limited ->
          new Refusal.Spent(limited.retryAfter(), whose, perMinute, byDefault);
    };
  }

  /**
   * Goes; the guest may be called before this returns.
   *
   * @param mayWait whether it may stand in the line
   */
  void go(boolean mayWait) {
    long now = dispatcher.nanoTime();
    patienceEnds = now + (mayWait ? policy.queueTimeout().toNanos() : 0);
    if (turnstiles.isEmpty() && target.namedLimitses().isEmpty()) {
      atBreaker();
      return;
    }
    this.mayWait = mayWait;
    Refusal why = target.namedLimitses().isEmpty() ? null : hopeless();
    if (why == null) {
      enter(now);
    } else {
      // What the route may take of its rate is not spent on who is put away.
      refuse(why);
    }
  }

  /** Why nothing is to be gained by waiting here. For a rate there is a line of its own. */
  private @Nullable Refusal hopeless() {
    Refusal why = closed(dispatcher.state(), conducts, target, tried, mode);
    return mayWait && why instanceof Refusal.Spent spent && !spent.byDefault() ? null : why;
  }

  /** The turnstile it stands before, or null when it has passed all. */
  private @Nullable QueueingLimiter<Entrance> gate() {
    return passes.size() == turnstiles.size() ? null : turnstiles.get(passes.size());
  }

  private void enter(long now) {
    for (QueueingLimiter<Entrance> gate = gate(); gate != null; gate = gate()) {
      Permit free = gate.tryAcquire(now);
      if (free != null) {
        passes.add(new Pass(gate, free));
        continue;
      }
      Refusal why = hopeless();
      if (why != null) {
        refuse(why);
        return;
      }
      switch (gate.acquire(this, policy.priority(), patienceEnds, now)) {
        case QueueingLimiter.AcquireResult.Acquired<Entrance> acquired ->
            passes.add(new Pass(gate, acquired.permit()));
        case QueueingLimiter.AcquireResult.Queued<Entrance> queued -> {
          wait(queued, now);
          return;
        }
        case QueueingLimiter.AcquireResult.Rejected<Entrance> away -> {
          refuse(busy(away.waitMillis()));
          return;
        }
      }
    }
    atRates(0);
  }

  private void wait(QueueingLimiter.AcquireResult.Queued<Entrance> queued, long now) {
    queueEntry = queued.entry();
    startWaiting(now);
    Watchdog limit = new Watchdog(dispatcher.deadlines(), guest, this::lateNow);
    patience = limit;
    limit.limitNanos(patienceEnds - now);
    Entrance displaced = queued.displaced();
    if (displaced != null) {
      displaced.dispatcher.onLoop(displaced::displaced);
    }
  }

  /** Lets those pass whose turn it is, each on its own loop. */
  static void serve(List<QueueingLimiter.Granted<Entrance>> all) {
    for (int i = 0; i < all.size(); i++) {
      QueueingLimiter.Granted<Entrance> one = all.get(i);
      one.waiter().dispatcher.onLoop(() -> one.waiter().served(one.permit()));
    }
  }

  private void served(Permit given) {
    QueueingLimiter<Entrance> gate = gate();
    queueEntry = null;
    stopWaiting();
    if (gate != null) {
      passes.add(new Pass(gate, given));
    }
    if (over) {
      giveBack();
    } else {
      enter(dispatcher.nanoTime());
    }
  }

  private void lateNow() {
    PriorityWaitQueue.QueueEntry<Entrance> mine = queueEntry;
    QueueingLimiter<Entrance> gate = gate();
    // If it is no longer in the line its turn has come at this very moment.
    if (mine != null && gate != null && gate.cancel(mine)) {
      turnedAway();
    }
  }

  private void displaced() {
    if (!over && queueEntry != null) {
      turnedAway();
    }
  }

  private void turnedAway() {
    queueEntry = null;
    stopWaiting();
    QueueingLimiter<Entrance> gate = gate();
    refuse(
        busy(
            gate == null
                ? OptionalLong.empty()
                : gate.waitMillis(policy.priority(), dispatcher.nanoTime())));
  }

  private static Refusal busy(OptionalLong waitMillis) {
    return new Refusal.Busy(
        waitMillis.isEmpty() ? null : Duration.ofMillis(waitMillis.getAsLong()));
  }

  /** Takes of the route's rates, one after the other; nothing can be held against a rate. */
  private void atRates(int from) {
    if (from == target.namedLimitses().size()) {
      atBreaker();
      return;
    }
    NamedLimits namedLimits = target.namedLimitses().get(from);
    int most = namedLimits.routeLimits().perMinute();
    if (most == 0) {
      atRates(from + 1);
      return;
    }
    atRate(
        namedLimits.id(),
        most,
        ignored -> {
          dispatcher.state().abandoned(namedLimits.id());
          atRates(from + 1);
        });
  }

  private void atBreaker() {
    // A permit of the provider's rate is only taken for a request that can be sent.
    Refusal unavailable = unavailable(dispatcher.state(), conducts, target, tried, mode);
    if (unavailable != null) {
      refuse(unavailable);
      return;
    }
    boolean byDefault = conducts.defaultRates().contains(target.id());
    int most = mode.passDefaultRates() && byDefault ? 0 : target.perMinute();
    RateGate.Admitted next =
        asProbe -> {
          probe = asProbe;
          String scope = scope(conducts, target, mode);
          if (scope == null) {
            atSeats();
          } else {
            atScope(scope);
          }
        };
    if (byDefault) {
      // Nobody waits for what is only advice.
      AtOnce.or(
          dispatcher.state().admitProvider(target.id(), most),
          result -> {
            if (result instanceof AdmissionResult.Admitted admitted) {
              next.admitted(admitted.probe());
            } else {
              refuse(requireNonNull(refusal(result, target.id(), most, true)));
            }
          });
    } else {
      atRate(target.id(), most, next);
    }
  }

  /** Past the breaker and the rate of this name; where it may, it waits for a permit. */
  private void atRate(String id, int perMinute, RateGate.Admitted next) {
    RateLine line = conducts.rateLines().get(id);
    if (line != null && line.waiting() > 0) {
      RateGate mine = rateGate(id, perMinute, line, next);
      rate = mine;
      startWaiting(dispatcher.nanoTime());
      mine.go();
      return;
    }
    AtOnce.or(
        dispatcher.state().admitProvider(id, perMinute),
        result -> {
          switch (result) {
            case AdmissionResult.Admitted admitted -> next.admitted(admitted.probe());
            case AdmissionResult.RateLimited limited
                when line != null && !policy.queueTimeout().isZero() -> {
              RateGate mine = rateGate(id, perMinute, line, next);
              rate = mine;
              startWaiting(dispatcher.nanoTime());
              mine.wait(limited.retryAfter());
            }
            default -> refuse(requireNonNull(refusal(result, id, perMinute)));
          }
        });
  }

  private RateGate rateGate(String id, int perMinute, RateLine line, RateGate.Admitted next) {
    return new RateGate(
        dispatcher,
        new RateGate.Name(id, perMinute),
        line,
        policy.priority(),
        patienceEnds,
        next,
        this::refuse);
  }

  /** Past the breaker of the model, or past the inherited blacklist. */
  private void atScope(String name) {
    AtOnce.or(
        dispatcher.state().admitProvider(name, 0),
        result -> {
          if (result instanceof AdmissionResult.Admitted admitted) {
            probe |= admitted.probe();
            atSeats();
          } else {
            dispatcher.state().abandoned(target.id());
            refuse(requireNonNull(refusal(result, target.id(), 0)));
          }
        });
  }

  private void atSeats() {
    DeploymentPool deployments = target.deployments();
    if (deployments == null) {
      enter(target, null);
      return;
    }
    Deployment deployment = deployments.next(each -> !tried.contains(each.id()));
    if (deployment != null
        && !(dispatcher.state().peek(deployment.id(), 0) instanceof AdmissionResult.Admitted)) {
      tried.add(deployment.id());
      atSeats();
      return;
    }
    if (deployment == null) {
      entry(target, null).abandoned(dispatcher.state());
      refuse(new Refusal.NoSeat(soonest(dispatcher.state(), deployments)));
      return;
    }
    AtOnce.or(
        dispatcher.state().admitProvider(deployment.id(), 0),
        result -> {
          if (result instanceof AdmissionResult.Admitted admitted) {
            probe |= admitted.probe();
            enter(target.by(deployment), deployment);
          } else {
            tried.add(deployment.id());
            atSeats();
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

  private Entry entry(Target by, @Nullable Deployment deployment) {
    boolean byModel = !mode.blacklist() && conducts.breakers().byModel();
    return new Entry(by, probe, byModel, mode.blacklist(), deployment, passes);
  }

  private void enter(Target by, @Nullable Deployment deployment) {
    stopWaitClock();
    Entry entry = entry(by, deployment);
    if (over) {
      entry.abandoned(dispatcher.state());
      giveBack();
      return;
    }
    over = true;
    passes.clear();
    guest.entered(this, entry);
  }

  private void refuse(Refusal why) {
    stopWaitClock();
    giveBack();
    if (!over) {
      over = true;
      guest.refused(this, target, why);
    }
  }

  private void giveBack() {
    List<Pass> mine = List.copyOf(passes);
    passes.clear();
    for (Pass pass : mine) {
      pass.leave(Permit.Outcome.IGNORED, dispatcher.nanoTime());
    }
  }

  private void stopWaiting() {
    Watchdog limit = patience;
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
    RateGate mineOfRate = rate;
    if (mineOfRate != null) {
      mineOfRate.cancel();
    }
    PriorityWaitQueue.QueueEntry<Entrance> mine = queueEntry;
    QueueingLimiter<Entrance> gate = gate();
    if (mine != null && gate != null && gate.cancel(mine)) {
      queueEntry = null;
      giveBack();
    }
  }
}
