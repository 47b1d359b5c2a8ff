package dev.modelrouter.decision;

import dev.modelrouter.dispatch.AttemptOutcome;
import dev.modelrouter.dispatch.Exchange;
import dev.modelrouter.dispatch.ExchangeListener;
import dev.modelrouter.dispatch.ExchangeOutcome;
import dev.modelrouter.routing.Target;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The decisions of the last requests, a bounded number of them. Safe for threads. */
public final class DecisionLog implements ExchangeListener {
  private final InstantSource clock;
  private final Map<String, DecisionRecord> last;

  /**
   * An empty log.
   *
   * @param most records kept, at least 1; the oldest go first
   */
  public DecisionLog(int most, InstantSource clock) {
    this.clock = clock;
    this.last =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, DecisionRecord> eldest) {
            return size() > most;
          }
        };
  }

  /** The decision on a request that is over; null if there was none or it is no longer kept. */
  public @Nullable DecisionRecord find(String requestId) {
    synchronized (last) {
      return last.get(requestId);
    }
  }

  @Override
  public void exchangeFinished(Exchange exchange, ExchangeOutcome outcome) {
    DecisionRecord made = DecisionRecord.of(exchange, clock.instant());
    synchronized (last) {
      // A caller may send the same id again: the newest counts, and is the newest.
      last.remove(made.requestId());
      last.put(made.requestId(), made);
    }
  }

  @Override
  public void exchangeStarted(Exchange exchange) {}

  @Override
  public void attemptStarted(Exchange exchange, Target target) {}

  @Override
  public void firstText(Exchange exchange, Target target, long nanos) {}

  @Override
  public void eventSkipped(Exchange exchange, Target target, String why) {}

  @Override
  public void attemptFinished(
      Exchange exchange, Target target, AttemptOutcome outcome, long nanos) {}
}
