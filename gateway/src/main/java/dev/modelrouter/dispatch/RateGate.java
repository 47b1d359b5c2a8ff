package dev.modelrouter.dispatch;

import dev.modelrouter.policy.PriorityWaitQueue;
import dev.modelrouter.state.AdmissionResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The way of one attempt past a breaker and a rate. Where the rate is spent it may stand in the
 * {@link RateLine}. Confined to its event loop, but for {@link #tryRate} and {@link #leaveLine}.
 *
 * <p>Implementation notes. It is told exactly once what it may. Whoever tries for the line goes on
 * with the line's tries also where its own place is gone by then.
 */
final class RateGate {

  /** What is done once it may ask. */
  interface Admitted {
    /** It may, as a probe or not. */
    void admitted(boolean probe);
  }

  /** What is done when it may not. */
  interface Refused {
    /** It may not. */
    void refused(Refusal why);
  }

  /**
   * Whose breaker and rate it is.
   *
   * @param id a provider's name, or a route's
   * @param perMinute the rate; 0 for none
   */
  record Name(String id, int perMinute) {}

  private final Dispatcher dispatcher;
  private final Name name;
  private final RateLine line;
  private final int priority;
  private final long until;
  private final Admitted then;
  private final Refused otherwise;
  private final Watchdog patience;
  private PriorityWaitQueue.@Nullable QueueEntry<RateGate> ticket;
  private boolean told;

  /**
   * A gate nobody has gone to.
   *
   * @param line who waits for it
   * @param priority 0 to 9
   * @param until when it stops waiting
   */
  RateGate(
      Dispatcher dispatcher,
      Name name,
      RateLine line,
      int priority,
      long until,
      Admitted then,
      Refused otherwise) {
    this.dispatcher = dispatcher;
    this.name = name;
    this.line = line;
    this.priority = priority;
    this.until = until;
    this.then = then;
    this.otherwise = otherwise;
    this.patience = new Watchdog(dispatcher.deadlines(), this::giveUp);
  }

  /** Goes; the answer may come before this returns. */
  void go() {
    if (line.waiting() > 0
        && dispatcher.state().peek(name.id(), name.perMinute())
            instanceof AdmissionResult.RateLimited limited) {
      // Nobody overtakes the line.
      spent(limited.retryAfter());
      return;
    }
    dispatcher
        .state()
        .admitProvider(name.id(), name.perMinute())
        .onSuccess(
            result -> {
              switch (result) {
                case AdmissionResult.Admitted admitted -> admit(admitted.probe());
                case AdmissionResult.BreakerOpen cooling ->
                    refuse(new Refusal.Away(cooling.remaining(), cooling.cause()));
                case AdmissionResult.RateLimited limited -> spent(limited.retryAfter());
              }
            });
  }

  /** Waits, since the rate was seen to be spent for so long. */
  void wait(Duration free) {
    spent(free);
  }

  private void spent(Duration free) {
    long now = dispatcher.nanoTime();
    if (until - now <= free.toNanos()) {
      // Its patience ends before anybody's turn comes.
      refuse(refusal(line.wait(free, priority, now)));
    } else {
      ticket = line.join(this, dispatcher, priority, until, free);
      if (ticket == null) {
        refuse(refusal(line.wait(free, priority, now)));
      } else {
        patience.limitNanos(until - now);
      }
    }
  }

  /** Tries whether there is a permit by now. From any thread. */
  void tryRate() {
    dispatcher.onLoop(this::tryHere);
  }

  private void tryHere() {
    if (ticket == null) {
      line.tryNow(dispatcher);
      return;
    }
    dispatcher.state().admitProvider(name.id(), name.perMinute()).onSuccess(this::tried);
  }

  private void tried(AdmissionResult result) {
    switch (result) {
      case AdmissionResult.Admitted admitted -> {
        if (ticket == null) {
          dispatcher.state().abandoned(name.id());
        } else {
          line.served(ticket, dispatcher.nanoTime());
        }
        admit(admitted.probe());
        line.tryNow(dispatcher);
      }
      case AdmissionResult.BreakerOpen cooling -> {
        leave();
        refuse(new Refusal.Away(cooling.remaining(), cooling.cause()));
        line.tryNow(dispatcher);
      }
      case AdmissionResult.RateLimited limited -> line.tryIn(dispatcher, limited.retryAfter());
    }
  }

  /** It has to make room for somebody more important, and is no longer in the line. */
  void leaveLine() {
    dispatcher.onLoop(
        () -> {
          if (ticket != null) {
            giveUp();
          }
        });
  }

  /** Gives it up: it leaves the line, and that is told if nothing has been. */
  void cancel() {
    if (ticket != null) {
      giveUp();
    }
  }

  private void giveUp() {
    leave();
    Duration wait = Duration.ZERO;
    if (dispatcher.state().peek(name.id(), name.perMinute())
        instanceof AdmissionResult.RateLimited limited) {
      wait = limited.retryAfter();
    }
    refuse(refusal(line.wait(wait, priority, dispatcher.nanoTime())));
  }

  private Refusal refusal(Duration wait) {
    return new Refusal.Spent(wait, name.id(), name.perMinute(), false);
  }

  private void leave() {
    PriorityWaitQueue.QueueEntry<RateGate> mine = ticket;
    if (mine != null) {
      line.cancel(mine);
    }
  }

  private void admit(boolean probe) {
    if (tell()) {
      then.admitted(probe);
    }
  }

  private void refuse(Refusal why) {
    if (tell()) {
      otherwise.refused(why);
    }
  }

  private boolean tell() {
    ticket = null;
    patience.stop();
    boolean first = !told;
    told = true;
    return first;
  }
}
