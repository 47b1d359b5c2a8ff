package dev.modelrouter.dispatch;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.policy.KeyRing;
import dev.modelrouter.policy.Permit;
import dev.modelrouter.routing.Seat;
import dev.modelrouter.routing.SeatRing;
import dev.modelrouter.routing.Target;
import dev.modelrouter.state.SharedState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The right to ask a target once, with everybody who has let it through: each is owed one verdict,
 * and each turnstile its permit.
 *
 * @param target where to, by the seat if there is one
 * @param probe whether it tries a provider whose pause has just ended
 * @param byModel whether the model has a breaker of its own
 * @param seat the way to the provider, or null where there is only one
 * @param passes what is owed to those who limit attempts in flight
 */
record Entry(
    Target target, boolean probe, boolean byModel, @Nullable Seat seat, List<Pass> passes) {
  Entry {
    passes = List.copyOf(passes);
  }

  /** Whether an error is held against the way it went, and another way may be gone. */
  boolean seatOwns(GatewayError error) {
    SeatRing ring = target.seats();
    return seat != null && ring != null && ring.owns(error);
  }

  /** A whole answer came. */
  void succeeded(SharedState state) {
    state.succeeded(target.id());
    if (byModel) {
      state.succeeded(model());
    }
    if (seat != null) {
      state.succeeded(seat.id());
    }
  }

  /** It ended without a verdict. */
  void abandoned(SharedState state) {
    state.abandoned(target.id());
    if (byModel) {
      state.abandoned(model());
    }
    if (seat != null) {
      state.abandoned(seat.id());
    }
  }

  /** It failed: held against the seat, the model or the provider, if at all. */
  void failed(SharedState state, GatewayError error) {
    if (error.code().effect() != ErrorCode.Effect.COOLDOWN) {
      abandoned(state);
      return;
    }
    boolean seats = seatOwns(error);
    boolean models = !seats && byModel && isModels(error.code());
    if (seat != null) {
      if (seats) {
        state.failed(
            seat.id(), KeyRing.isKeysOwn(error) ? KeyRing.pause(error) : error.retryAfter());
      } else {
        state.abandoned(seat.id());
      }
    }
    if (byModel) {
      if (models) {
        state.failed(model(), error.retryAfter());
      } else {
        state.abandoned(model());
      }
    }
    if (seats || models) {
      state.abandoned(target.id());
    } else {
      state.failed(target.id(), error.retryAfter());
    }
  }

  /** What one model of a provider suffers from while its others may be well. */
  private static boolean isModels(ErrorCode code) {
    return switch (code) {
      case RATE_LIMIT, SERVER_ERROR, INVALID_RESPONSE, TIMEOUT -> true;
      default -> false;
    };
  }

  /** Models are known to the breakers by the name of their target. */
  private String model() {
    return target.name();
  }

  /** Gives the permit back: what the end says about the load. */
  void left(AttemptOutcome outcome, long now) {
    for (Pass pass : passes) {
      pass.leave(end(outcome), now);
    }
  }

  private static Permit.End end(AttemptOutcome outcome) {
    return switch (outcome) {
      case AttemptOutcome.Completed ignored -> Permit.End.SUCCEEDED;
      case AttemptOutcome.FailedBeforeCommit failed -> end(failed.error());
      case AttemptOutcome.FailedMidStream failed -> end(failed.error());
      case AttemptOutcome.Cancelled ignored -> Permit.End.IGNORED;
    };
  }

  private static Permit.End end(GatewayError error) {
    return switch (error.code()) {
      case RATE_LIMIT, SERVER_ERROR, TIMEOUT -> Permit.End.OVERLOADED;
      default -> Permit.End.IGNORED;
    };
  }
}
