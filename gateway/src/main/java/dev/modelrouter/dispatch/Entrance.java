package dev.modelrouter.dispatch;

import static java.util.Objects.requireNonNull;

import dev.modelrouter.policy.BreakerId;
import dev.modelrouter.policy.Permit;
import dev.modelrouter.policy.Turnstile;
import dev.modelrouter.policy.WaitingLine;
import dev.modelrouter.routing.Seat;
import dev.modelrouter.routing.SeatRing;
import dev.modelrouter.routing.Target;
import dev.modelrouter.state.ProviderVerdict;
import dev.modelrouter.state.SharedState;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way of one attempt to its target: through the turnstile, past the breakers and the rate, to a
 * seat. Ends with exactly one call of its guest, unless given up; whatever it has taken by then is
 * given back. Confined to its event loop, but for {@link #serve}.
 */
public final class Entrance {

  /** Who waits at an entrance. */
  interface Guest {
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
  private final @Nullable Turnstile<Entrance> turnstile;
  private @Nullable Permit permit;
  private WaitingLine.@Nullable Ticket<Entrance> ticket;
  private @Nullable Watchdog patience;
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
    this.turnstile = conducts.turnstiles().get(target.id());
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
    Refusal provider = refusal(state.peek(target.id(), target.perMinute()));
    if (provider != null) {
      return provider;
    }
    Refusal model = conducts.byModel() ? refusal(state.peek(model(target), 0)) : null;
    SeatRing ring = target.seats();
    if (model != null || ring == null) {
      return model;
    }
    for (Seat seat : ring.all()) {
      if (!tried.contains(seat.id()) && refusal(state.peek(seat.id(), 0)) == null) {
        return null;
      }
    }
    return new Refusal.NoSeat(soonest(state, ring));
  }

  private static @Nullable Refusal refusal(ProviderVerdict verdict) {
    return switch (verdict) {
      case ProviderVerdict.Admitted ignored -> null;
      case ProviderVerdict.CoolingDown cooling -> new Refusal.Away(cooling.remaining());
      case ProviderVerdict.RateLimited limited -> new Refusal.Spent(limited.retryAfter());
    };
  }

  /**
   * Goes; the guest may be called before this returns.
   *
   * @param mayWait whether it may stand in the line
   */
  void go(boolean mayWait) {
    Turnstile<Entrance> gate = turnstile;
    if (gate == null) {
      atBreaker();
      return;
    }
    // Nobody waits in vain for who is put away.
    Refusal why = closed(dispatcher.state(), conducts, target, tried);
    if (why == null) {
      enter(gate, mayWait);
    } else {
      refuse(why);
    }
  }

  private void enter(Turnstile<Entrance> gate, boolean mayWait) {
    long now = dispatcher.nanoTime();
    long wait = mayWait ? policy.queueTimeout().toNanos() : 0;
    switch (gate.enter(this, policy.priority(), now + wait, now)) {
      case Turnstile.Entered.Passed<Entrance> passed -> {
        permit = passed.permit();
        atBreaker();
      }
      case Turnstile.Entered.Waiting<Entrance> waiting -> {
        ticket = waiting.ticket();
        Watchdog limit = new Watchdog(dispatcher.deadlines(), this::lateNow);
        patience = limit;
        limit.limitNanos(wait);
        Entrance displaced = waiting.displaced();
        if (displaced != null) {
          displaced.dispatcher.onLoop(displaced::displaced);
        }
      }
      case Turnstile.Entered.TurnedAway<Entrance> away -> refuse(busy(away.waitMillis()));
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
    ticket = null;
    stopWaiting();
    permit = given;
    if (over) {
      giveBack();
    } else {
      atBreaker();
    }
  }

  private void lateNow() {
    WaitingLine.Ticket<Entrance> mine = ticket;
    // If it is no longer in the line its turn has come at this very moment.
    if (mine != null && turnstile != null && turnstile.cancel(mine)) {
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
    long now = dispatcher.nanoTime();
    refuse(
        busy(
            turnstile == null
                ? OptionalLong.empty()
                : turnstile.waitMillis(policy.priority(), now)));
  }

  private static Refusal busy(OptionalLong waitMillis) {
    return new Refusal.Busy(
        waitMillis.isEmpty() ? null : Duration.ofMillis(waitMillis.getAsLong()));
  }

  private void atBreaker() {
    dispatcher
        .state()
        .admitProvider(target.id(), target.perMinute())
        .onSuccess(
            verdict -> {
              if (!(verdict instanceof ProviderVerdict.Admitted admitted)) {
                refuse(requireNonNull(refusal(verdict)));
                return;
              }
              probe = admitted.probe();
              if (conducts.byModel()) {
                atModel();
              } else {
                atSeats(false);
              }
            });
  }

  private void atModel() {
    dispatcher
        .state()
        .admitProvider(model(target), 0)
        .onSuccess(
            verdict -> {
              if (verdict instanceof ProviderVerdict.Admitted admitted) {
                probe |= admitted.probe();
                atSeats(true);
              } else {
                dispatcher.state().abandoned(target.id());
                refuse(requireNonNull(refusal(verdict)));
              }
            });
  }

  private void atSeats(boolean byModel) {
    SeatRing ring = target.seats();
    if (ring == null) {
      enter(target, byModel, null);
      return;
    }
    Seat seat = ring.next(this::usable);
    if (seat == null) {
      new Entry(target, probe, byModel, null, null, null).abandoned(dispatcher.state());
      refuse(new Refusal.NoSeat(soonest(dispatcher.state(), ring)));
      return;
    }
    dispatcher
        .state()
        .admitProvider(seat.id(), 0)
        .onSuccess(
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

  private boolean usable(Seat seat) {
    return !tried.contains(seat.id())
        && dispatcher.state().peek(seat.id(), 0) instanceof ProviderVerdict.Admitted;
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
    Entry entry = new Entry(by, probe, byModel, seat, turnstile, permit);
    if (over) {
      entry.abandoned(dispatcher.state());
      giveBack();
      return;
    }
    over = true;
    permit = null;
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
    Permit mine = permit;
    permit = null;
    if (mine != null && turnstile != null) {
      serve(turnstile.leave(mine, Permit.End.IGNORED, dispatcher.nanoTime()));
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
    WaitingLine.Ticket<Entrance> mine = ticket;
    if (mine != null && turnstile != null && turnstile.cancel(mine)) {
      ticket = null;
    }
  }

  private static String model(Target target) {
    return BreakerId.model(target.id(), target.model()).value();
  }
}
