package dev.modelrouter.state;

import dev.modelrouter.policy.BreakerFailure;
import dev.modelrouter.policy.BreakerId;
import dev.modelrouter.policy.FailureKind;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all nodes of one gateway must agree on: whom the limits let through and which providers are
 * put away. A "provider" may as well be one of its keys or models, by its name as {@link
 * dev.modelrouter.policy.BreakerId} gives it: every name has a cooldown and a rate of its own.
 * Every decision is one atomic step (no read, then write). Futures complete on the caller's event
 * loop and never fail: an implementation that loses its store decides from its own memory.
 *
 * <p><b>Cooldown.</b> A failure (or as many as {@link dev.modelrouter.policy.BreakerThreshold}
 * says, the good calls and the failures of all nodes counted together) puts a provider away for
 * {@code min(base·2^(n−1), max)}, n counting the consecutive failures; it forgets them five minutes
 * after the last pause ended. A longer {@code Retry-After} (up to max) wins. A failure that arrives
 * while the provider is already away belongs to the same outage: it does not raise n, it may only
 * lengthen the pause by its {@code Retry-After}. When the pause is over exactly one attempt is let
 * through as the probe; until its verdict ({@link #succeeded}, {@link #failed} or {@link
 * #abandoned}) or until its lease ends, the others find the provider cooling down.
 *
 * <p><b>Rates.</b> At most {@code perMinute} permits in any 60 seconds; 0 means no limit. Nodes
 * that have lost their store go on from what all of them together had taken, and each gives an
 * equal part of the rest.
 */
public interface SharedState extends AutoCloseable {

  /**
   * Takes one permit from a caller's own rate.
   *
   * @param caller who asks; not a secret (a digest or an address)
   * @param perMinute permits a minute, 0 for no limit
   * @return null inside the future when let through, else how long until a permit is free
   */
  Future<@Nullable Duration> admitCaller(String caller, int perMinute);

  /**
   * Takes a stream slot of all callers' common limit.
   *
   * @param exchangeId who holds it; unique
   * @param max slots in all
   * @return whether there was one; if so {@link #closeStream} must follow exactly once
   */
  Future<Boolean> openStream(String exchangeId, int max);

  /** How long the common store takes to answer, or null where there is none. */
  default @Nullable RoundTripTimes roundTrips() {
    return null;
  }

  /** Gives a slot back. */
  void closeStream(String exchangeId);

  /** Asks for one attempt at a provider: cooldown first, then its rate, in one step. */
  Future<AdmissionResult> admitProvider(String provider, int perMinute);

  /** An admitted attempt brought a whole answer: the failure count is reset. */
  void succeeded(String provider);

  /**
   * An admitted probe has begun to answer: the circuit is closed for others too. The attempt is
   * still owed its verdict.
   */
  void answered(String provider);

  /** An admitted attempt failed in a way that counts for the provider's circuit breaker. */
  void recordFailure(String provider, BreakerFailure failure);

  /** The same for a failure of which nothing more is known. */
  default void failed(String provider, @Nullable Duration retryAfter) {
    recordFailure(provider, new BreakerFailure(FailureKind.COUNTED, null, retryAfter));
  }

  /**
   * Whether a provider's circuit, or its inherited blacklist, is open as far as this node knows.
   */
  default boolean blacklisted(String provider) {
    return peek(provider, 0) instanceof AdmissionResult.BreakerOpen
        || peek(BreakerId.blacklist(provider), 0) instanceof AdmissionResult.BreakerOpen;
  }

  /** An admitted attempt ended without a verdict (caller left, request wrong in itself). */
  void abandoned(String provider);

  /**
   * Opens a provider by hand: nothing is held against it any more, on any node. Its rate stays as
   * it is; the verdict of an attempt that is still out counts as any other. While the nodes have
   * lost each other it holds for this one, and for all as soon as they are back.
   */
  void reset(String provider);

  /**
   * The same for a provider with all its keys, addresses and models, those that other nodes have
   * put away too.
   */
  void resetAll(String provider);

  /**
   * Names of a provider's keys, addresses and models that this node believes to be put away at this
   * instant, in their order. What other nodes have put away is among them if this node has asked it
   * for something too.
   */
  List<String> openParts(String provider);

  /**
   * What this node believes at this instant, without asking anybody and without taking anything:
   * good for gauges, {@code /health}, and to guess whether another provider could answer.
   */
  AdmissionResult peek(String provider, int perMinute);

  /** How the state is kept right now: {@code memory}, {@code redis}, or {@code redis lost}. */
  String mode();

  @Override
  void close();
}
