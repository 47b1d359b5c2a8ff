package dev.modelrouter.dispatch;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ProviderError;
import dev.modelrouter.routing.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with each target of an exchange so far, and what to tell the caller at the end.
 */
final class AttemptFailures {
  private record AttemptFailure(
      Target target, GatewayError error, boolean tried, boolean reached) {}

  private final boolean named;
  private final List<AttemptFailure> all = new ArrayList<>(2);

  /**
   * Nothing yet.
   *
   * @param named whether the caller chose the one target, so that its error is the answer
   */
  AttemptFailures(boolean named) {
    this.named = named;
  }

  /**
   * A target failed.
   *
   * @param reached whether the request may have reached it: who never saw a request cannot have
   *     found it right
   */
  void recordFailure(Target target, GatewayError error, boolean reached) {
    all.add(new AttemptFailure(target, error, true, reached));
  }

  /**
   * A failure after which the provider asks to be left alone, or whose limit is spent, with how
   * long it is not asked in fact where that is longer: who came back sooner would be turned away.
   *
   * @param skipReason what stops the next attempt at it, or null
   */
  static GatewayError until(GatewayError error, @Nullable SkipReason skipReason) {
    Duration told = error.retryAfter();
    if (skipReason == null || (told == null && error.code() != ErrorCode.RATE_LIMIT)) {
      return error;
    }
    Duration wait =
        switch (skipReason) {
          case SkipReason.CircuitOpen circuitOpen -> circuitOpen.remaining();
          case SkipReason.NoDeploymentAvailable none -> none.remaining();
          case SkipReason.RateLimited rateLimited -> rateLimited.retryAfter();
          case SkipReason.Overloaded overloaded -> overloaded.retryAfter();
          // No time makes its context larger.
          case SkipReason.ContextTooSmall ignored -> null;
          case SkipReason.SameModel ignored -> null;
        };
    return wait == null || (told != null && told.compareTo(wait) >= 0)
        ? error
        : new GatewayError(error.code(), error.message(), wait, error.origin());
  }

  /** A target was not asked: what that is as an error. */
  GatewayError recordSkipped(Target target, SkipReason reason) {
    GatewayError error = describe(target, reason);
    all.add(new AttemptFailure(target, error, false, false));
    return error;
  }

  /** Whether no target has failed or been passed over. */
  boolean none() {
    return all.isEmpty();
  }

  /** Why a target is not asked, as an error. */
  static GatewayError describe(Target target, SkipReason reason) {
    return switch (reason) {
      case SkipReason.CircuitOpen circuitOpen -> circuitOpen(target, circuitOpen.remaining());
      case SkipReason.RateLimited rateLimited ->
          new GatewayError(
              ErrorCode.RATE_LIMIT,
              rateLimited.owner()
                  + " has had its "
                  + rateLimited.perMinute()
                  + " requests of this minute; try again in "
                  + seconds(rateLimited.retryAfter()),
              rateLimited.retryAfter());
      case SkipReason.Overloaded overloaded ->
          new GatewayError(
              ErrorCode.OVERLOADED,
              target.id()
                  + " has as many requests under way as it may, and others wait; try again"
                  + (overloaded.retryAfter() == null
                      ? " later"
                      : " in " + seconds(overloaded.retryAfter())),
              overloaded.retryAfter());
      case SkipReason.ContextTooSmall small ->
          GatewayError.of(
              ErrorCode.CONTEXT_LENGTH,
              target.id()
                  + " takes "
                  + small.contextTokens()
                  + " tokens, no more than who found the request too long");
      case SkipReason.SameModel ignored ->
          GatewayError.of(
              ErrorCode.CONTEXT_LENGTH,
              target.id() + " serves the same model, which found the request too long");
      case SkipReason.NoDeploymentAvailable none -> circuitOpen(target, none.remaining());
    };
  }

  private static GatewayError circuitOpen(Target target, Duration remaining) {
    String message =
        target.id() + " is cooling down after a failure; try again in " + seconds(remaining);
    return new GatewayError(ErrorCode.PROVIDER_UNAVAILABLE, message, remaining);
  }

  /** The error for the caller once nobody is left. */
  GatewayError finalError() {
    AttemptFailure last = all.getLast();
    if (named) {
      return last.error();
    }
    GatewayError busy = soonestIfAllOverloaded();
    if (busy != null) {
      return busy;
    }
    GatewayError wrong = firstIfAllRequestErrors();
    if (wrong != null) {
      return wrong;
    }
    StringBuilder message = new StringBuilder("No provider could answer: ");
    Duration soonest = null;
    String separator = "";
    for (AttemptFailure failure : all) {
      message
          .append(separator)
          .append(failure.target().id())
          .append(": ")
          .append(failure.error().code().wire())
          .append(" (")
          .append(failure.error().message())
          .append(')');
      separator = "; ";
      soonest = sooner(soonest, failure.error().retryAfter());
    }
    return new GatewayError(
        ErrorCode.ALL_PROVIDERS_FAILED, message.append('.').toString(), soonest, providerError());
  }

  /** What the first provider complained of, if everybody who saw the request found it wrong. */
  private @Nullable ProviderError providerError() {
    ProviderError first = null;
    for (AttemptFailure failure : all) {
      if (failure.reached()) {
        if (!isRequestError(failure)) {
          return null;
        }
        first = first == null ? failure.error().origin() : first;
      }
    }
    return first;
  }

  /** Nobody failed: there are only too many requests. */
  private @Nullable GatewayError soonestIfAllOverloaded() {
    GatewayError soonest = null;
    for (AttemptFailure failure : all) {
      GatewayError error = failure.error();
      if (error.code() != ErrorCode.OVERLOADED) {
        return null;
      }
      Duration wait = soonest == null ? null : soonest.retryAfter();
      Duration own = error.retryAfter();
      if (soonest == null || (own != null && (wait == null || own.compareTo(wait) < 0))) {
        soonest = error;
      }
    }
    return soonest;
  }

  private @Nullable GatewayError firstIfAllRequestErrors() {
    GatewayError first = null;
    for (AttemptFailure failure : all) {
      if (failure.tried()) {
        if (!isRequestError(failure)) {
          return null;
        }
        first = first == null ? failure.error() : first;
      }
    }
    return first;
  }

  private static boolean isRequestError(AttemptFailure failure) {
    return switch (failure.error().code()) {
      case BAD_REQUEST, CONTEXT_LENGTH -> true;
      default -> false;
    };
  }

  private static @Nullable Duration sooner(@Nullable Duration one, @Nullable Duration other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.compareTo(other) <= 0 ? one : other;
  }

  private static String seconds(Duration duration) {
    return Math.max(1, (duration.toMillis() + 999) / 1000) + " s";
  }
}
