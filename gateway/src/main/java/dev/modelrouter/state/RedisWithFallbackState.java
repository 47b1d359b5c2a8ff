package dev.modelrouter.state;

import dev.modelrouter.policy.BreakerFailure;
import dev.modelrouter.policy.BreakerId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state all nodes share through Redis while it is there, and this node's own memory while it is
 * not.
 *
 * <p><b>Implementation notes.</b> This node's memory always follows: what Redis answers is written
 * into it, as are this node's own verdicts and open streams. So a look needs to ask nobody, and
 * when Redis is lost the node goes on from what it knew. When Redis is back it is told of the
 * pauses and streams that are in memory, before the first request is decided there.
 *
 * <p>All of the link's work, and whatever its answers teach the memory, happens on the link's event
 * loop, in the order in which Redis answered: an old answer never overwrites a newer one. Renewing
 * the leases of streams reads the open ones and sends them in one go on that loop, and a stream is
 * gone from memory before its end is sent there: so a closed stream is never renewed after its end.
 * Callers meet that loop only through {@link #shared}, and get their answers on their own context.
 * A request that Redis fails is decided from memory on the spot; the first such failure ends the
 * connection, so at most the requests of one time limit wait in vain.
 */
final class RedisWithFallbackState implements SharedState {
  private static final Logger LOG = LoggerFactory.getLogger(RedisWithFallbackState.class);
  private static final int RENEWALS_A_LEASE = 3;

  private final Vertx vertx;
  private final Context context;
  private final RedisAddress address;
  private final MemoryState memory;
  private final RoundTripTimes times = new RoundTripTimes();
  private final RedisLink link;
  private final RedisState redis;
  private final RedisResync report;

  /** Whether Redis decides; written on the link's loop only. */
  private volatile boolean shared;

  // On the link's loop only.
  private boolean closed;
  private boolean connecting;
  private boolean lossReported;
  private long checkTimer = -1;
  private long renewTimer = -1;

  RedisWithFallbackState(
      Vertx vertx, RedisAddress address, MemoryState memory, StateTiming timing, String node) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.address = address;
    this.memory = memory;
    this.link = new RedisLink(vertx, context, address, timing.redisLimit(), times, this::lost);
    this.redis = new RedisState(link, timing, node);
    this.report = new RedisResync(memory, redis);
  }

  /** Connects for the first time; completes when it is known whether Redis is there. */
  Future<SharedState> start(StateTiming timing) {
    Promise<SharedState> started = Promise.promise();
    long renewal = Math.max(1, timing.streamLease().toMillis() / RENEWALS_A_LEASE);
    context.runOnContext(
        _ -> {
          checkTimer = vertx.setPeriodic(timing.redisCheck().toMillis(), _ -> check());
          renewTimer = vertx.setPeriodic(renewal, _ -> renew());
          comeBack().onComplete(_ -> started.complete(this));
        });
    return started.future();
  }

  @Override
  public Future<@Nullable Duration> admitCaller(String caller, int perMinute) {
    if (!shared || perMinute <= 0) {
      return memory.admitCaller(caller, perMinute);
    }
    Future<@Nullable Duration> answer =
        redis
            .admitCaller(caller, perMinute)
            .map(
                reply -> {
                  memory.learnCaller(caller, reply.taken());
                  return reply.pause().isPositive() ? reply.pause() : null;
                });
    return decide(answer, () -> memory.admitCaller(caller, perMinute));
  }

  @Override
  public Future<Boolean> openStream(String exchangeId, int max) {
    if (!shared || max <= 0) {
      return memory.openStream(exchangeId, max);
    }
    Future<Boolean> answer =
        redis
            .openStream(exchangeId, max)
            .onSuccess(
                open -> {
                  if (open) {
                    memory.openStream(exchangeId, 0);
                  }
                });
    return decide(answer, () -> memory.openStream(exchangeId, max));
  }

  @Override
  public void closeStream(String exchangeId) {
    memory.closeStream(exchangeId);
    if (shared) {
      redis.closeStream(exchangeId);
    }
  }

  @Override
  public Future<AdmissionResult> admitProvider(String provider, int perMinute) {
    if (!shared || isModelInUse(provider, perMinute)) {
      return memory.admitProvider(provider, perMinute);
    }
    Future<AdmissionResult> answer =
        redis
            .admitProvider(provider, perMinute)
            .onSuccess(reply -> memory.learnAdmission(provider, perMinute, reply))
            .map(RedisProviderReply::result);
    return decide(answer, () -> memory.admitProvider(provider, perMinute));
  }

  /**
   * Whether this is the circuit of a model that is closed as far as this node knows: such a request
   * costs no second round trip. What other nodes have found is known a second later.
   */
  private boolean isModelInUse(String name, int perMinute) {
    return perMinute == 0
        && name.indexOf('/') >= 0
        && memory.peek(name, 0).equals(ProviderState.ADMITTED);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Says nothing to Redis while nothing is held against the provider there as far as this node
   * knows, and it knows what its last admission was told: so the usual request costs one call.
   */
  @Override
  public void succeeded(String provider) {
    boolean nothingToReset = memory.isClosed(provider);
    memory.succeeded(provider);
    if (shared && !nothingToReset) {
      learn(provider, redis.succeeded(provider));
    }
  }

  @Override
  public void recordFailure(String provider, BreakerFailure failure) {
    memory.recordFailure(provider, failure);
    if (shared) {
      learn(provider, redis.failed(provider, failure));
    }
  }

  @Override
  public void answered(String provider) {
    succeeded(provider);
  }

  @Override
  public void abandoned(String provider) {
    boolean nothingToReturn = memory.isClosed(provider);
    memory.abandoned(provider);
    if (shared && !nothingToReturn) {
      learn(provider, redis.abandoned(provider));
    }
  }

  @Override
  public void reset(String provider) {
    memory.reset(provider);
    context.runOnContext(_ -> report.reset(provider, shared));
  }

  @Override
  public void resetAll(String provider) {
    List<String> known =
        memory.providers().stream().filter(name -> BreakerId.belongs(name, provider)).toList();
    reset(provider);
    known.forEach(this::reset);
    context.runOnContext(
        _ -> {
          if (shared) {
            redis.below(provider).onSuccess(names -> names.forEach(this::reset));
          }
        });
  }

  @Override
  public List<String> openParts(String provider) {
    return memory.openParts(provider);
  }

  @Override
  public AdmissionResult peek(String provider, int perMinute) {
    memory.watch(provider);
    return memory.peek(provider, perMinute);
  }

  @Override
  public RoundTripTimes roundTrips() {
    return times;
  }

  @Override
  public String mode() {
    return shared ? "redis" : "redis lost";
  }

  @Override
  public void close() {
    context.runOnContext(
        _ -> {
          closed = true;
          shared = false;
          vertx.cancelTimer(checkTimer);
          vertx.cancelTimer(renewTimer);
          link.close();
        });
  }

  private void learn(String provider, Future<RedisProviderReply> answer) {
    answer.onSuccess(reply -> memory.learn(provider, reply));
  }

  /** Brings an answer, or this node's own decision instead, to the caller's context. */
  private <T extends @Nullable Object> Future<T> decide(
      Future<T> answer, Supplier<Future<T>> alone) {
    Context caller = vertx.getOrCreateContext();
    Promise<T> decision = Promise.promise();
    answer.onComplete(
        reply -> {
          Future<T> decided = reply.succeeded() ? answer : alone.get();
          caller.runOnContext(_ -> decided.onComplete(decision));
        });
    return decision.future();
  }

  private void check() {
    if (!link.connected()) {
      comeBack();
    } else if (shared) {
      look();
    }
  }

  private void look() {
    redis.nodes().onSuccess(memory::learnNodes);
    List<String> providers = List.copyOf(memory.providers());
    List<Integer> limits = new ArrayList<>(providers.size());
    for (String provider : providers) {
      limits.add(memory.perMinute(provider));
    }
    redis
        .look(providers, limits)
        .onSuccess(
            seen -> {
              for (int i = 0; i < seen.size(); i++) {
                memory.learn(providers.get(i), seen.get(i));
              }
            });
  }

  private void renew() {
    if (shared) {
      redis.renewStreams(memory.openStreams());
    }
  }

  private Future<Void> comeBack() {
    if (closed || connecting) {
      return Future.succeededFuture();
    }
    connecting = true;
    return link.connect()
        .compose(_ -> report.send())
        .onComplete(
            done -> {
              connecting = false;
              if (done.failed()) {
                lost(done.cause());
              } else if (closed) {
                link.close();
              } else {
                found();
              }
            });
  }

  private void found() {
    shared = true;
    if (lossReported) {
      lossReported = false;
      LOG.info("Redis at {} is back; its limits and cooldowns hold again", address);
    }
    report.sendResets();
    look();
  }

  private void lost(Throwable cause) {
    shared = false;
    if (!closed && !lossReported) {
      lossReported = true;
      LOG.warn(
          "Redis at {} is lost ({}); this node goes on with limits and cooldowns of its own",
          address,
          cause instanceof TimeoutException ? "no answer in time" : cause.getMessage());
    }
  }
}
