package dev.modelrouter.state;

import dev.modelrouter.policy.Cooldown;
import dev.modelrouter.policy.CooldownRules;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of one node, in its own memory.
 *
 * <p><b>Implementation notes.</b> Every decision is made at once, under the lock of the one thing
 * it is about (a caller's window, a provider's gate, the set of streams), so the futures returned
 * are complete and what is chained to them runs on the calling thread. No lock is held while
 * another is asked for, but for those named in {@link CallerWindows} and {@link ProviderGate}. The
 * two common answers are shared futures: the path of a request that is let through allocates
 * nothing here.
 */
public final class MemoryState implements SharedState {
  private static final int MOST_CALLERS = 100_000;
  private static final Future<ProviderVerdict> ADMITTED =
      Future.succeededFuture(ProviderGate.ADMITTED);
  private static final Future<Boolean> YES = Future.succeededFuture(true);
  private static final Future<Boolean> NO = Future.succeededFuture(false);

  private final LongSupplier nanoClock;
  private final CooldownRules rules;
  private final Duration rateWindow;
  private final CallerWindows callers;
  private final Map<String, ProviderGate> gates = new ConcurrentHashMap<>();
  private final Set<String> streams = new HashSet<>();

  /**
   * An empty state.
   *
   * @param nanoClock nanoseconds of a clock that never goes back
   */
  public MemoryState(LongSupplier nanoClock, StateTiming timing) {
    this.nanoClock = nanoClock;
    this.rules = timing.cooldownRules();
    this.rateWindow = timing.rateWindow();
    this.callers = new CallerWindows(rateWindow, MOST_CALLERS);
  }

  @Override
  public Future<@Nullable Duration> admitCaller(String caller, int perMinute) {
    if (perMinute > 0) {
      long wait = callers.take(caller, perMinute, nanoClock.getAsLong());
      if (wait > 0) {
        return Future.succeededFuture(Duration.ofNanos(wait));
      }
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<Boolean> openStream(String exchangeId, int most) {
    synchronized (streams) {
      if (most > 0 && streams.size() >= most && !streams.contains(exchangeId)) {
        return NO;
      }
      streams.add(exchangeId);
      return YES;
    }
  }

  @Override
  public void closeStream(String exchangeId) {
    synchronized (streams) {
      streams.remove(exchangeId);
    }
  }

  @Override
  public Future<ProviderVerdict> admitProvider(String provider, int perMinute) {
    ProviderVerdict verdict = gate(provider).admit(perMinute, nanoClock.getAsLong());
    return verdict.equals(ProviderGate.ADMITTED) ? ADMITTED : Future.succeededFuture(verdict);
  }

  @Override
  public void succeeded(String provider) {
    long now = nanoClock.getAsLong();
    gate(provider).settle(cooldown -> rules.succeeded(cooldown, now));
  }

  @Override
  public void failed(String provider, @Nullable Duration retryAfter) {
    long now = nanoClock.getAsLong();
    gate(provider).settle(cooldown -> rules.failed(cooldown, retryAfter, now));
  }

  @Override
  public void abandoned(String provider) {
    long now = nanoClock.getAsLong();
    gate(provider).settle(cooldown -> rules.abandoned(cooldown, now));
  }

  @Override
  public ProviderVerdict peek(String provider, int perMinute) {
    return gate(provider).peek(perMinute, nanoClock.getAsLong());
  }

  @Override
  public String mode() {
    return "memory";
  }

  @Override
  public void close() {}

  /** Takes over what the shared store said about a provider it was asked to admit. */
  void learnAdmission(String provider, int perMinute, ProviderReply reply) {
    gate(provider).learnAdmission(reply, perMinute, nanoClock.getAsLong());
  }

  /** Takes over what the shared store said about a provider. */
  void learn(String provider, ProviderReply reply) {
    gate(provider).learn(reply, nanoClock.getAsLong());
  }

  /** Whether nothing at all is held against a provider. */
  boolean isClosed(String provider) {
    return cooldown(provider) instanceof Cooldown.Closed;
  }

  Cooldown cooldown(String provider) {
    return gate(provider).cooldown(nanoClock.getAsLong());
  }

  /** The limit this node last used for a provider. */
  int perMinute(String provider) {
    return gate(provider).perMinute();
  }

  /** Providers that anybody has asked about. */
  Collection<String> providers() {
    return List.copyOf(gates.keySet());
  }

  /** Streams open on this node. */
  List<String> openStreams() {
    synchronized (streams) {
      return List.copyOf(streams);
    }
  }

  /** Nanoseconds from now to a time of this state's clock. */
  long nanosUntil(long time) {
    return time - nanoClock.getAsLong();
  }

  private ProviderGate gate(String provider) {
    ProviderGate gate = gates.get(provider);
    return gate != null
        ? gate
        : gates.computeIfAbsent(provider, _ -> new ProviderGate(rules, rateWindow));
  }
}
