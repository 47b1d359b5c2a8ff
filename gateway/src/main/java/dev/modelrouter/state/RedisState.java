package dev.modelrouter.state;

import dev.modelrouter.policy.BreakerFailure;
import dev.modelrouter.policy.BreakerThreshold;
import dev.modelrouter.policy.CircuitBreakerRules;
import dev.modelrouter.policy.FailureKind;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The state all nodes share, as it is kept in Redis: each step is one script there, by that
 * server's clock. The futures complete on the link's loop and fail when Redis does; {@link
 * RedisWithFallbackState} makes a {@link SharedState} of it.
 *
 * <p>Nothing stays in Redis for ever: every key expires soon after it has lost its meaning.
 */
final class RedisState {
  private static final int BUCKETS = 60;
  private static final int CALL_BUCKETS = 10;
  private static final int CHECKS_A_NODE_LASTS = 10;

  private final RedisLink link;
  private final String node;
  private final String bucketWidth;
  private final String backoffBase;
  private final String probeLease;
  private final String livingProbeLease;
  private final String forgetAfter;
  private final String streamLease;
  private final String nodeLease;
  private final BreakerThreshold threshold;
  private final CircuitBreakerRules counted;
  private final Map<FailureKind, CircuitBreakerRules> rulesByKind =
      new EnumMap<>(FailureKind.class);
  private final String callsWidth;

  /**
   * The state behind a link.
   *
   * @param node this node's name among the others; unique
   */
  RedisState(RedisLink link, StateTiming timing, String node) {
    this.link = link;
    this.node = node;
    this.bucketWidth = Long.toString(Math.ceilDiv(micros(timing.rateWindow()), BUCKETS));
    this.backoffBase = Long.toString(micros(timing.backoffBase()));
    this.probeLease = Long.toString(micros(timing.probeLease()));
    this.livingProbeLease =
        Long.toString(
            Math.min(
                micros(timing.probeLease()), CHECKS_A_NODE_LASTS * micros(timing.redisCheck())));
    this.forgetAfter = Long.toString(micros(CircuitBreakerRules.FORGET_AFTER));
    this.streamLease = Long.toString(micros(timing.streamLease()));
    this.nodeLease = Long.toString(CHECKS_A_NODE_LASTS * micros(timing.redisCheck()));
    this.threshold = timing.threshold();
    this.counted = timing.cooldownRules(FailureKind.COUNTED);
    for (FailureKind kind : FailureKind.values()) {
      rulesByKind.put(kind, timing.cooldownRules(kind));
    }
    this.callsWidth = Long.toString(Math.ceilDiv(micros(threshold.window()), CALL_BUCKETS));
  }

  /**
   * What came of a caller's wish for a permit.
   *
   * @param pause zero, or how long until there is one
   * @param taken permits that count on all nodes together
   */
  record CallerReply(Duration pause, int taken) {}

  /** Takes a caller's permit. */
  Future<CallerReply> admitCaller(String caller, int perMinute) {
    return link.run(
            RedisScript.ADMIT_CALLER,
            List.of(RedisKeys.caller(caller)),
            List.of(Integer.toString(perMinute), bucketWidth))
        .map(
            reply ->
                new CallerReply(
                    Duration.of(RedisProviderReply.number(reply.get(0)), ChronoUnit.MICROS),
                    (int) RedisProviderReply.number(reply.get(1))));
  }

  Future<Boolean> openStream(String exchangeId, int max) {
    return link.run(
            RedisScript.OPEN_STREAM,
            List.of(RedisKeys.STREAMS),
            List.of(exchangeId, Integer.toString(max), streamLease))
        .map(reply -> RedisProviderReply.number(reply) == 1);
  }

  Future<Response> closeStream(String exchangeId) {
    return link.run(RedisScript.CLOSE_STREAM, List.of(RedisKeys.STREAMS), List.of(exchangeId));
  }

  /** Holds this node's streams for another lease. On the link's loop only, at once. */
  Future<?> renewStreams(List<String> exchangeIds) {
    if (exchangeIds.isEmpty()) {
      return Future.succeededFuture();
    }
    List<String> arguments = new ArrayList<>(exchangeIds.size() + 1);
    arguments.add(streamLease);
    arguments.addAll(exchangeIds);
    return link.runHere(RedisScript.RENEW_STREAMS, List.of(RedisKeys.STREAMS), arguments);
  }

  Future<RedisProviderReply> admitProvider(String provider, int perMinute) {
    return link.run(
            RedisScript.ADMIT_PROVIDER,
            List.of(RedisKeys.circuit(provider), RedisKeys.rate(provider)),
            List.of(Integer.toString(perMinute), bucketWidth, livingProbeLease, forgetAfter, node))
        .map(RedisProviderReply::read);
  }

  Future<RedisProviderReply> succeeded(String provider) {
    return link.run(
            RedisScript.SUCCEEDED,
            circuitAndCallKeys(provider),
            List.of(forgetAfter, threshold.countsCalls() ? callsWidth : "0"))
        .map(RedisProviderReply::read);
  }

  Future<RedisProviderReply> failed(String provider, BreakerFailure failure) {
    CircuitBreakerRules rules = rulesByKind.getOrDefault(failure.kind(), counted);
    Duration retryAfter = failure.retryAfter();
    long asked =
        retryAfter == null ? 0 : Math.clamp(micros(retryAfter), 0, micros(rules.maxRetryAfter()));
    return link.run(
            RedisScript.FAILED,
            circuitAndCallKeys(provider),
            List.of(
                backoffBase,
                Long.toString(micros(rules.max())),
                forgetAfter,
                Long.toString(asked),
                node,
                Integer.toString(rules.threshold().inARow()),
                Integer.toString(rules.threshold().percent()),
                Integer.toString(rules.threshold().minCalls()),
                callsWidth))
        .map(RedisProviderReply::read);
  }

  Future<RedisProviderReply> abandoned(String provider) {
    return link.run(RedisScript.ABANDONED, circuitKeys(provider), List.of(forgetAfter, node))
        .map(RedisProviderReply::read);
  }

  /** Opens a provider by hand. On the link's loop only. */
  Future<RedisProviderReply> reset(String provider) {
    return link.runHere(RedisScript.RESET, circuitAndCallKeys(provider), List.of())
        .map(RedisProviderReply::read);
  }

  /** Names of a provider's keys, addresses and models that something is held against. */
  Future<List<String>> below(String provider) {
    return link.keys(RedisKeys.circuitsBelow(provider))
        .map(keys -> keys.stream().map(RedisKeys::nameOfCircuit).toList());
  }

  /** Tells of a pause this node ordered while it was on its own. On the link's loop only. */
  Future<?> restore(String provider, int failures, long leftNanos) {
    long left = TimeUnit.NANOSECONDS.toMicros(leftNanos);
    return link.runHere(
        RedisScript.RESTORE,
        circuitKeys(provider),
        List.of(Integer.toString(failures), Long.toString(left), forgetAfter));
  }

  /** Says that this node is there: how many there are. On the link's loop only. */
  Future<Integer> nodes() {
    return link.runHere(RedisScript.NODES, List.of(RedisKeys.NODES), List.of(node, nodeLease))
        .map(reply -> (int) RedisProviderReply.number(reply));
  }

  /** Tells of a caller's permits as this node knows them. On the link's loop only. */
  Future<?> restoreCallerRate(String caller, int[] newestFirst) {
    return restoreRate(RedisKeys.caller(caller), newestFirst);
  }

  /** Tells of a provider's permits as this node knows them. On the link's loop only. */
  Future<?> restoreProviderRate(String provider, int[] newestFirst) {
    return newestFirst.length == 0
        ? Future.succeededFuture()
        : restoreRate(RedisKeys.rate(provider), newestFirst);
  }

  private Future<?> restoreRate(String key, int[] newestFirst) {
    List<String> arguments = new ArrayList<>(newestFirst.length + 1);
    arguments.add(bucketWidth);
    for (int count : newestFirst) {
      arguments.add(Integer.toString(count));
    }
    return link.runHere(RedisScript.RESTORE_RATE, List.of(key), arguments);
  }

  /**
   * How providers stand, in the order asked; holds this node's probes for another lease. On the
   * link's loop only.
   *
   * @param limits the permits a minute of each
   */
  Future<List<RedisProviderReply>> look(List<String> providers, List<Integer> limits) {
    List<String> keys = new ArrayList<>(providers.size() * 2);
    for (String provider : providers) {
      keys.add(RedisKeys.circuit(provider));
      keys.add(RedisKeys.rate(provider));
    }
    List<String> arguments = new ArrayList<>(limits.size() + 5);
    arguments.addAll(List.of(bucketWidth, forgetAfter, node, livingProbeLease, probeLease));
    for (int limit : limits) {
      arguments.add(Integer.toString(limit));
    }
    return link.runHere(RedisScript.LOOK, keys, arguments).map(RedisState::readAll);
  }

  private static List<RedisProviderReply> readAll(Response replies) {
    List<RedisProviderReply> seen = new ArrayList<>(replies.size());
    for (Response reply : replies) {
      seen.add(RedisProviderReply.read(reply));
    }
    return seen;
  }

  private static List<String> circuitKeys(String provider) {
    return List.of(RedisKeys.circuit(provider));
  }

  private static List<String> circuitAndCallKeys(String provider) {
    return List.of(RedisKeys.circuit(provider), RedisKeys.calls(provider));
  }

  private static long micros(Duration duration) {
    return TimeUnit.MICROSECONDS.convert(duration);
  }
}
