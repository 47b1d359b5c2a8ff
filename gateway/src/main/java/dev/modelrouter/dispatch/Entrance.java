package dev.modelrouter.dispatch;

import static java.util.Objects.requireNonNull;

import dev.modelrouter.policy.Permit;
import dev.modelrouter.policy.Turnstile;
import dev.modelrouter.policy.WaitingLine;
import dev.modelrouter.routing.Allowance;
import dev.modelrouter.routing.Seat;
import dev.modelrouter.routing.SeatRing;
import dev.modelrouter.routing.Target;
import dev.modelrouter.state.ProviderVerdict;
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

  private final Dispatcher dispatcher;
  private final Target target;
  private final DispatchPolicy policy;
  private final Conducts conducts;
  private final Set<String> tried;
  private final Guest guest;
  private final List<Turnstile<Entrance>> turnstiles;
  private final List<Pass> passes = new ArrayList<>(1);
  private long patienceEnds;
  private WaitingLine.@Nullable Ticket<Entrance> ticket;
  private @Nullable Watchdog patience;
  private @Nullable RateGate rate;
  private boolean mayWait;
  private boolean probe;
  private boolean over;

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
      Guest guest) {
    this.dispatcher = dispatcher;
    this.target = target;
    this.policy = policy;
    this.conducts = conducts;
    this.tried = tried;
    this.guest = guest;
    this.turnstiles = conducts.turnstiles(target);
  }

  /**
   * What would stop an attempt at a target at its breakers, its rate or its seats; null if nothing.
   */
  static @Nullable Refusal closed(SharedState state, Conducts conducts, Target target) {
    return closed(state, conducts, target, Set.of());
  }

  /** The same where these seats are not to be taken. */
  static @Nullable Refusal closed(
      SharedState state, Conducts conducts, Target target, Set<String> tried) {
    Refusal spent = spent(state, target);
    Refusal provider = spent == null ? refusal(state, target) : spent;
    if (provider != null) {
      return provider;
    }
    Refusal model =
        conducts.byModel() ? refusal(state.peek(target.name(), 0), target.id(), 0) : null;
    SeatRing ring = target.seats();
    if (model != null || ring == null) {
      return model;
    }
    for (Seat seat : ring.all()) {
      if (!tried.contains(seat.id()) && refusal(state.peek(seat.id(), 0), seat.id(), 0) == null) {
        return null;
      }
    }
    return new Refusal.NoSeat(soonest(state, ring));
  }

  /** The first of the route's rates that is spent. */
  private static @Nullable Refusal spent(SharedState state, Target target) {
    for (Allowance allowance : target.allowances()) {
      int most = allowance.limits().perMinute();
      Refusal spent =
          most == 0 ? null : refusal(state.peek(allowance.id(), most), allowance.id(), most);
      if (spent != null) {
        return spent;
      }
    }
    return null;
  }

  private static @Nullable Refusal refusal(SharedState state, Target target) {
    int most = target.perMinute();
    return refusal(state.peek(target.id(), most), target.id(), most);
  }

  private static @Nullable Refusal refusal(ProviderVerdict verdict, String whose, int perMinute) {
    return switch (verdict) {
      case ProviderVerdict.Admitted ignored -> null;
      case ProviderVerdict.CoolingDown cooling -> new Refusal.Away(cooling.remaining());
      case ProviderVerdict.RateLimited limited ->
          new Refusal.Spent(limited.retryAfter(), whose, perMinute);
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
    if (turnstiles.isEmpty() && target.allowances().isEmpty()) {
      atBreaker();
      return;
    }
    this.mayWait = mayWait;
    Refusal why = target.allowances().isEmpty() ? null : hopeless();
    if (why == null) {
      enter(now);
    } else {
      // What the route may take of its rate is not spent on who is put away.
      refuse(why);
    }
  }

  /** Why nothing is to be gained by waiting here. For a rate there is a line of its own. */
  private @Nullable Refusal hopeless() {
    Refusal why = closed(dispatcher.state(), conducts, target, tried);
    return mayWait && why instanceof Refusal.Spent ? null : why;
  }

  /** The turnstile it stands before, or null when it has passed all. */
  private @Nullable Turnstile<Entrance> gate() {
    return passes.size() == turnstiles.size() ? null : turnstiles.get(passes.size());
  }

  private void enter(long now) {
    for (Turnstile<Entrance> gate = gate(); gate != null; gate = gate()) {
      Permit free = gate.pass(now);
      if (free != null) {
        passes.add(new Pass(gate, free));
        continue;
      }
      Refusal why = hopeless();
      if (why != null) {
        refuse(why);
        return;
      }
      switch (gate.enter(this, policy.priority(), patienceEnds, now)) {
        case Turnstile.Entered.Passed<Entrance> passed ->
            passes.add(new Pass(gate, passed.permit()));
        case Turnstile.Entered.Waiting<Entrance> waiting -> {
          wait(waiting, now);
          return;
        }
        case Turnstile.Entered.TurnedAway<Entrance> away -> {
          refuse(busy(away.waitMillis()));
          return;
        }
      }
    }
    atRates(0);
  }

  private void wait(Turnstile.Entered.Waiting<Entrance> waiting, long now) {
    ticket = waiting.ticket();
    Watchdog limit = new Watchdog(dispatcher.deadlines(), guest, this::lateNow);
    patience = limit;
    limit.limitNanos(patienceEnds - now);
    Entrance displaced = waiting.displaced();
    if (displaced != null) {
      displaced.dispatcher.onLoop(displaced::displaced);
    }
  }

  /** Lets those pass whose turn it is, each on its own loop. */
  static void serve(List<Turnstile.Served<Entrance>> all) {
    for (int i = 0; i < all.size(); i++) {
      Turnstile.Served<Entrance> one = all.get(i);
      one.who().dispatcher.onLoop(() -> one.who().served(one.permit()));
    }
  }

  private void served(Permit given) {
    Turnstile<Entrance> gate = gate();
    ticket = null;
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
    WaitingLine.Ticket<Entrance> mine = ticket;
    Turnstile<Entrance> gate = gate();
    // If it is no longer in the line its turn has come at this very moment.
    if (mine != null && gate != null && gate.cancel(mine)) {
      turnedAway();
    }
  }

  private void displaced() {
    if (!over && ticket != null) {
      turnedAway();
    }
  }

  private void turnedAway() {
    ticket = null;
    stopWaiting();
    Turnstile<Entrance> gate = gate();
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
    if (from == target.allowances().size()) {
      atBreaker();
      return;
    }
    Allowance allowance = target.allowances().get(from);
    int most = allowance.limits().perMinute();
    if (most == 0) {
      atRates(from + 1);
      return;
    }
    atRate(
        allowance.id(),
        most,
        ignored -> {
          dispatcher.state().abandoned(allowance.id());
          atRates(from + 1);
        });
  }

  private void atBreaker() {
    atRate(
        target.id(),
        target.perMinute(),
        asProbe -> {
          probe = asProbe;
          if (conducts.byModel()) {
            atModel();
          } else {
            atSeats(false);
          }
        });
  }

  /** Past the breaker and the rate of this name; where it may, it waits for a permit. */
  private void atRate(String id, int perMinute, RateGate.Admitted next) {
    RateLine line = conducts.rateLines().get(id);
    if (line != null && line.waiting() > 0) {
      RateGate mine = rateGate(id, perMinute, line, next);
      rate = mine;
      mine.go();
      return;
    }
    AtOnce.or(
        dispatcher.state().admitProvider(id, perMinute),
        verdict -> {
          switch (verdict) {
            case ProviderVerdict.Admitted admitted -> next.admitted(admitted.probe());
            case ProviderVerdict.RateLimited limited
                when line != null && !policy.queueTimeout().isZero() -> {
              RateGate mine = rateGate(id, perMinute, line, next);
              rate = mine;
              mine.wait(limited.retryAfter());
            }
            default -> refuse(requireNonNull(refusal(verdict, id, perMinute)));
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

  private void atModel() {
    AtOnce.or(
        dispatcher.state().admitProvider(target.name(), 0),
        verdict -> {
          if (verdict instanceof ProviderVerdict.Admitted admitted) {
            probe |= admitted.probe();
            atSeats(true);
          } else {
            dispatcher.state().abandoned(target.id());
            refuse(requireNonNull(refusal(verdict, target.id(), 0)));
          }
        });
  }

  private void atSeats(boolean byModel) {
    SeatRing ring = target.seats();
    if (ring == null) {
      enter(target, byModel, null);
      return;
    }
    Seat seat = ring.next(each -> !tried.contains(each.id()));
    if (seat != null
        && !(dispatcher.state().peek(seat.id(), 0) instanceof ProviderVerdict.Admitted)) {
      tried.add(seat.id());
      atSeats(byModel);
      return;
    }
    if (seat == null) {
      new Entry(target, probe, byModel, null, List.of()).abandoned(dispatcher.state());
      refuse(new Refusal.NoSeat(soonest(dispatcher.state(), ring)));
      return;
    }
    AtOnce.or(
        dispatcher.state().admitProvider(seat.id(), 0),
        verdict -> {
          if (verdict instanceof ProviderVerdict.Admitted admitted) {
            probe |= admitted.probe();
            enter(target.by(seat), byModel, seat);
          } else {
            tried.add(seat.id());
            atSeats(byModel);
          }
        });
  }

  /** When the first of the ways is open again. */
  private static Duration soonest(SharedState state, SeatRing ring) {
    Duration soonest = null;
    for (Seat seat : ring.all()) {
      if (state.peek(seat.id(), 0) instanceof ProviderVerdict.CoolingDown cooling
          && (soonest == null || cooling.remaining().compareTo(soonest) < 0)) {
        soonest = cooling.remaining();
      }
    }
    return soonest == null ? Duration.ZERO : soonest;
  }

  private void enter(Target by, boolean byModel, @Nullable Seat seat) {
    Entry entry = new Entry(by, probe, byModel, seat, passes);
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
      pass.leave(Permit.End.IGNORED, dispatcher.nanoTime());
    }
  }

  private void stopWaiting() {
    Watchdog limit = patience;
    if (limit != null) {
      limit.stop();
    }
  }

  /** Gives it up; what still comes is given back. */
  void cancel() {
    over = true;
    stopWaiting();
    RateGate mineOfRate = rate;
    if (mineOfRate != null) {
      mineOfRate.cancel();
    }
    WaitingLine.Ticket<Entrance> mine = ticket;
    Turnstile<Entrance> gate = gate();
    if (mine != null && gate != null && gate.cancel(mine)) {
      ticket = null;
      giveBack();
    }
  }
}
