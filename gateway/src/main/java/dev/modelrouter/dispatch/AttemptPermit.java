package dev.modelrouter.dispatch;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.policy.BreakerFailure;
import dev.modelrouter.policy.BreakerId;
import dev.modelrouter.policy.FailureKind;
import dev.modelrouter.policy.Permit;
import dev.modelrouter.policy.WeightedRoundRobin;
import dev.modelrouter.routing.Deployment;
import dev.modelrouter.routing.DeploymentPool;
import dev.modelrouter.routing.Target;
import dev.modelrouter.state.SharedState;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The right to ask a target once, with everybody who has let it through: each is owed one verdict,
 * and each turnstile its permit.
 *
 * @param target where to, by the seat if there is one
 * @param probe whether it tries a provider whose pause has just ended
 * @param byModel whether the model has a breaker of its own
 * @param blacklisted whether its failures count for the inherited blacklist of the provider
 * @param deployment the way to the provider, or null where there is only one
 * @param heldPermits what is owed to those who limit attempts in flight
 */
record AttemptPermit(
    Target target,
    boolean probe,
    boolean byModel,
    boolean blacklisted,
    @Nullable Deployment deployment,
    List<HeldPermit> heldPermits) {
  AttemptPermit {
    heldPermits = List.copyOf(heldPermits);
  }

  /** Whether an error is held against the way it went, and another way may be gone. */
  boolean deploymentOwns(GatewayError error) {
    DeploymentPool deployments = target.deployments();
    return deployment != null && deployments != null && deployments.isDeploymentFailure(error);
  }

  /** A whole answer came. */
  void succeeded(SharedState state) {
    reportToBreakers(state::succeeded);
  }

  /** Its first token has come: what it probes is well enough for others. */
  void answered(SharedState state) {
    if (probe) {
      reportToBreakers(state::answered);
    }
  }

  /** It ended without a verdict. */
  void abandoned(SharedState state) {
    reportToBreakers(state::abandoned);
  }

  private void reportToBreakers(Consumer<String> verdict) {
    verdict.accept(target.id());
    if (blacklisted) {
      verdict.accept(BreakerId.blacklist(target.id()));
    }
    if (byModel) {
      verdict.accept(model());
    }
    if (deployment != null) {
      verdict.accept(deployment.id());
    }
  }

  /**
   * It failed: held against the seat, the model or the provider, if at all.
   *
   * @param error before anything had gone to the caller, or of a request that was not sent
   */
  void failed(SharedState state, GatewayError error) {
    failed(state, error, true);
  }

  /**
   * The same.
   *
   * @param sent whether the request may have reached the provider
   */
  void failed(SharedState state, GatewayError error, boolean sent) {
    if (error.code().effect() != ErrorCode.FailureEffect.OPENS_CIRCUIT) {
      abandoned(state);
      return;
    }
    FailureKind kind = kind(error, sent);
    boolean deployments = deploymentOwns(error);
    boolean models = !deployments && byModel && kind == FailureKind.COUNTED;
    boolean providers = !deployments && !models && (!blacklisted || kind != FailureKind.COUNTED);
    Duration asked = error.retryAfter();
    settle(state, target.id(), providers, kind, error, asked);
    if (blacklisted) {
      String list = BreakerId.blacklist(target.id());
      settle(state, list, !deployments, FailureKind.BLACKLIST, error, asked);
    }
    if (byModel) {
      settle(state, model(), models, kind, error, asked);
    }
    if (deployment != null) {
      Duration pause =
          WeightedRoundRobin.isKeysOwn(error) ? WeightedRoundRobin.pause(error) : asked;
      settle(state, deployment.id(), deployments, deploymentFailureKind(kind, error), error, pause);
    }
  }

  private static void settle(
      SharedState state,
      String name,
      boolean owns,
      FailureKind kind,
      GatewayError error,
      @Nullable Duration pause) {
    if (owns) {
      state.recordFailure(name, new BreakerFailure(kind, error.code().label(), pause));
    } else {
      state.abandoned(name);
    }
  }

  private static FailureKind kind(GatewayError error, boolean sent) {
    return switch (error.code()) {
      case UNAUTHORIZED, FORBIDDEN -> FailureKind.CREDENTIALS;
      case CONNECTION_ERROR -> sent ? FailureKind.COUNTED : FailureKind.UNREACHABLE;
      default -> error.quotaGone() ? FailureKind.CREDENTIALS : FailureKind.COUNTED;
    };
  }

  /** The next request goes with another key at once. */
  private static FailureKind deploymentFailureKind(FailureKind kind, GatewayError error) {
    return kind == FailureKind.COUNTED && error.code() == ErrorCode.RATE_LIMIT
        ? FailureKind.UNREACHABLE
        : kind;
  }

  /** Models are known to the breakers by the name of their target. */
  private String model() {
    return target.name();
  }

  /** Gives the permit back: what the end says about the load. */
  void releasePermits(AttemptOutcome outcome, long now) {
    for (HeldPermit heldPermit : heldPermits) {
      heldPermit.release(outcome(outcome), now);
    }
  }

  private static Permit.Outcome outcome(AttemptOutcome outcome) {
    return switch (outcome) {
      case AttemptOutcome.Completed ignored -> Permit.Outcome.SUCCEEDED;
      case AttemptOutcome.FailedBeforeCommit failed -> outcome(failed.error());
      case AttemptOutcome.FailedMidStream failed -> outcome(failed.error());
      case AttemptOutcome.Cancelled ignored -> Permit.Outcome.IGNORED;
    };
  }

  private static Permit.Outcome outcome(GatewayError error) {
    return switch (error.code()) {
      case RATE_LIMIT, SERVER_ERROR, TIMEOUT -> Permit.Outcome.OVERLOADED;
      default -> Permit.Outcome.IGNORED;
    };
  }
}
