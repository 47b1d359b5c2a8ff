package dev.modelrouter.decision;

import dev.modelrouter.dispatch.AttemptOutcome;
import dev.modelrouter.dispatch.Exchange;
import dev.modelrouter.dispatch.ExchangeListener;
import dev.modelrouter.dispatch.ExchangeOutcome;
import dev.modelrouter.routing.Target;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of the last requests, a bounded number of them. Safe for threads. To find one all
 * are looked through: that is for operators, and rare.
 */
public final class DecisionLog implements ExchangeListener {
  private final InstantSource clock;
  private final DecisionBuffer[] last;
  private final AtomicLong filled = new AtomicLong();

  /**
   * An empty log.
   *
   * @param max records kept, at least 1; the oldest go first
   */
  public DecisionLog(int max, InstantSource clock) {
    this.clock = clock;
    this.last = new DecisionBuffer[max];
    for (int i = 0; i < max; i++) {
      last[i] = new DecisionBuffer();
    }
  }

  /**
   * The decision on a request that is over; null if there was none or it is no longer kept. A
   * caller may send the same id again: the newest counts.
   */
  public @Nullable DecisionRecord find(String requestId) {
    long newest = filled.get() - 1;
    for (long i = newest; i >= 0 && i > newest - last.length; i--) {
      DecisionBuffer slot = last[(int) (i % last.length)];
      if (slot.isOf(requestId)) {
        return slot.record();
      }
    }
    return null;
  }

  @Override
  public void exchangeFinished(Exchange exchange, ExchangeOutcome outcome) {
    long place = filled.getAndIncrement();
    last[(int) (place % last.length)].fill(exchange, clock.millis());
  }

  @Override
  public void exchangeStarted(Exchange exchange) {}

  @Override
  public void attemptStarted(Exchange exchange, Target target) {}

  @Override
  public void onFirstToken(Exchange exchange, Target target, long nanos) {}

  @Override
  public void eventSkipped(Exchange exchange, Target target, String why) {}

  @Override
  public void attemptFinished(
      Exchange exchange, Target target, AttemptOutcome outcome, long nanos) {}
}
