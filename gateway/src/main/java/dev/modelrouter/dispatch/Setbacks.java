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
final class Setbacks {
  private record Setback(Target target, GatewayError error, boolean tried, boolean reached) {}

  private final boolean named;
  private final List<Setback> all = new ArrayList<>(2);

  /**
   * Nothing yet.
   *
   * @param named whether the caller chose the one target, so that its error is the answer
   */
  Setbacks(boolean named) {
    this.named = named;
  }

  /**
   * A target failed.
   *
   * @param reached whether the request may have reached it: who never saw a request cannot have
   *     found it right
   */
  void failed(Target target, GatewayError error, boolean reached) {
    all.add(new Setback(target, error, true, reached));
  }

  /**
   * A failure after which the provider asks to be left alone, or whose limit is spent, with how
   * long it is not asked in fact where that is longer: who came back sooner would be turned away.
   *
   * @param closed what stops the next attempt at it, or null
   */
  static GatewayError until(GatewayError error, @Nullable Refusal closed) {
    Duration told = error.retryAfter();
    if (closed == null || (told == null && error.code() != ErrorCode.RATE_LIMIT)) {
      return error;
    }
    Duration wait =
        switch (closed) {
          case Refusal.Away away -> away.remaining();
          case Refusal.NoSeat none -> none.remaining();
          case Refusal.Spent spent -> spent.retryAfter();
          case Refusal.Busy busy -> busy.retryAfter();
          // No time makes its context larger.
          case Refusal.TooSmall ignored -> null;
          case Refusal.SameModel ignored -> null;
        };
    return wait == null || (told != null && told.compareTo(wait) >= 0)
        ? error
        : new GatewayError(error.code(), error.message(), wait, error.origin());
  }

  /** A target was not asked: what that is as an error. */
  GatewayError refused(Target target, Refusal why) {
    GatewayError error = describe(target, why);
    all.add(new Setback(target, error, false, false));
    return error;
  }

  /** Whether no target has failed or been passed over. */
  boolean none() {
    return all.isEmpty();
  }

  /** Why a target is not asked, as an error. */
  static GatewayError describe(Target target, Refusal why) {
    return switch (why) {
      case Refusal.Away away -> away(target, away.remaining());
      case Refusal.Spent spent ->
          new GatewayError(
              ErrorCode.RATE_LIMIT,
              spent.whose()
                  + " has had its "
                  + spent.perMinute()
                  + " requests of this minute; try again in "
                  + seconds(spent.retryAfter()),
              spent.retryAfter());
      case Refusal.Busy busy ->
          new GatewayError(
              ErrorCode.OVERLOADED,
              target.id()
                  + " has as many requests under way as it may, and others wait; try again"
                  + (busy.retryAfter() == null ? " later" : " in " + seconds(busy.retryAfter())),
              busy.retryAfter());
      case Refusal.TooSmall small ->
          GatewayError.of(
              ErrorCode.CONTEXT_LENGTH,
              target.id()
                  + " takes "
                  + small.contextTokens()
                  + " tokens, no more than who found the request too long");
      case Refusal.SameModel ignored ->
          GatewayError.of(
              ErrorCode.CONTEXT_LENGTH,
              target.id() + " serves the same model, which found the request too long");
      case Refusal.NoSeat none -> away(target, none.remaining());
    };
  }

  private static GatewayError away(Target target, Duration remaining) {
    String message =
        target.id() + " is cooling down after a failure; try again in " + seconds(remaining);
    return new GatewayError(ErrorCode.PROVIDER_UNAVAILABLE, message, remaining);
  }

  /** The error for the caller once nobody is left. */
  GatewayError verdict() {
    Setback last = all.getLast();
    if (named) {
      return last.error();
    }
    GatewayError busy = soonestIfAllAreBusy();
    if (busy != null) {
      return busy;
    }
    GatewayError wrong = firstIfAllFoundItWrong();
    if (wrong != null) {
      return wrong;
    }
    StringBuilder message = new StringBuilder("No provider could answer: ");
    Duration soonest = null;
    String separator = "";
    for (Setback setback : all) {
      message
          .append(separator)
          .append(setback.target().id())
          .append(": ")
          .append(setback.error().code().wire())
          .append(" (")
          .append(setback.error().message())
          .append(')');
      separator = "; ";
      soonest = sooner(soonest, setback.error().retryAfter());
    }
    return new GatewayError(
        ErrorCode.ALL_PROVIDERS_FAILED, message.append('.').toString(), soonest, complaint());
  }

  /** What the first provider complained of, if everybody who saw the request found it wrong. */
  private @Nullable ProviderError complaint() {
    ProviderError first = null;
    for (Setback setback : all) {
      if (setback.reached()) {
        if (!isWrong(setback)) {
          return null;
        }
        first = first == null ? setback.error().origin() : first;
      }
    }
    return first;
  }

  /** Nobody failed: there are only too many requests. */
  private @Nullable GatewayError soonestIfAllAreBusy() {
    GatewayError soonest = null;
    for (Setback setback : all) {
      GatewayError error = setback.error();
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

  private @Nullable GatewayError firstIfAllFoundItWrong() {
    GatewayError first = null;
    for (Setback setback : all) {
      if (setback.tried()) {
        if (!isWrong(setback)) {
          return null;
        }
        first = first == null ? setback.error() : first;
      }
    }
    return first;
  }

  private static boolean isWrong(Setback setback) {
    return switch (setback.error().code()) {
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
