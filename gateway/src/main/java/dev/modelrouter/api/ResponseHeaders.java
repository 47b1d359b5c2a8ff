package dev.modelrouter.api;

import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.RateLimitHeader;
import dev.modelrouter.decision.DecisionSummary;
import dev.modelrouter.dispatch.Exchange;
import dev.modelrouter.routing.Target;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The headers that tell of an answer: who gave it, at which attempt, what it cost, and the
 * provider's own limits. The first are on every answer, whatever it says.
 */
public final class ResponseHeaders {
  private static final CharSequence PROVIDER =
      HttpHeaders.createOptimized("x-modelrouter-provider");
  private static final CharSequence MODEL = HttpHeaders.createOptimized("x-modelrouter-model");
  private static final CharSequence ATTEMPTS =
      HttpHeaders.createOptimized("x-modelrouter-attempts");
  private static final CharSequence DECISION =
      HttpHeaders.createOptimized("x-modelrouter-decision");
  private static final CharSequence OVERHEAD =
      HttpHeaders.createOptimized("x-modelrouter-overhead-ms");
  private static final CharSequence SHOULD_RETRY = HttpHeaders.createOptimized("x-should-retry");
  private static final CharSequence RETRY_AFTER_MS = HttpHeaders.createOptimized("retry-after-ms");

  /**
   * The limits that OpenAI, Groq and those who follow them tell; others have names of their own.
   */
  private static final List<String> LIMITS =
      List.of(
          "x-ratelimit-limit-requests",
          "x-ratelimit-remaining-requests",
          "x-ratelimit-reset-requests",
          "x-ratelimit-limit-tokens",
          "x-ratelimit-remaining-tokens",
          "x-ratelimit-reset-tokens",
          "x-ratelimit-limit",
          "x-ratelimit-remaining",
          "x-ratelimit-reset");

  private static final CharSequence EXPOSED =
      HttpHeaders.createOptimized("access-control-expose-headers");
  private static final CharSequence WARNINGS =
      HttpHeaders.createOptimized("x-modelrouter-warnings");
  private static final int LONGEST_WARNING = 512;

  /** All that an answer may bear, for pages in browsers, which see no others. */
  static final List<String> NAMES =
      Stream.concat(
              Stream.of(PROVIDER, MODEL, ATTEMPTS, DECISION, OVERHEAD, WARNINGS)
                  .map(CharSequence::toString),
              LIMITS.stream())
          .toList();

  private static final double MICROS_PER_MILLI = 1e3;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private ResponseHeaders() {}

  /** For an answer: what is known once a target's answer has begun. */
  public static void answer(Call call) {
    MultiMap headers = call.response().headers();
    provider(call, headers);
    Exchange exchange = call.exchange();
    if (exchange != null
        && !(exchange.dropped().isEmpty() && exchange.callerFallbacks().refused().isEmpty())) {
      headers.set(WARNINGS, warning(exchange));
    }
    limits(exchange, headers);
  }

  /** For any answer: who was asked and what it cost, where that is not told already. */
  static void always(Call call) {
    MultiMap headers = call.response().headers();
    if (!headers.contains(ATTEMPTS)) {
      provider(call, headers);
    }
  }

  /** The limits that the provider told, under its own names. */
  private static void limits(@Nullable Exchange exchange, MultiMap headers) {
    List<RateLimitHeader> rateLimitHeaders = exchange == null ? List.of() : exchange.limits();
    for (int i = 0; i < rateLimitHeaders.size(); i++) {
      RateLimitHeader rateLimitHeader = rateLimitHeaders.get(i);
      headers.set(rateLimitHeader.name(), rateLimitHeader.value());
      if (!LIMITS.contains(rateLimitHeader.name()) && headers.contains(EXPOSED)) {
        // A page in a browser sees only what is named.
        headers.set(EXPOSED, headers.get(EXPOSED) + ", " + rateLimitHeader.name());
      }
    }
  }

  private static String warning(Exchange exchange) {
    StringBuilder all = new StringBuilder();
    if (!exchange.dropped().isEmpty()) {
      Target target = exchange.target();
      all.append("left out, not supported");
      if (target != null) {
        all.append(" by ").append(target.id());
      }
      names(all, exchange.dropped());
    }
    if (!exchange.callerFallbacks().refused().isEmpty()) {
      all.append(all.isEmpty() ? "" : "; ").append("not asked, not allowed as fallbacks");
      names(all, exchange.callerFallbacks().refused());
    }
    return all.toString();
  }

  private static void names(StringBuilder all, List<String> names) {
    String separator = ": ";
    for (String name : names) {
      // A name is the caller's text, and may be anything.
      if (visible(name) && all.length() + name.length() < LONGEST_WARNING) {
        all.append(separator).append(name);
        separator = ", ";
      }
    }
  }

  /** For an error. */
  public static void error(Call call, GatewayError error) {
    MultiMap headers = call.response().headers();
    provider(call, headers);
    limits(call.exchange(), headers);
    Duration wait = error.retryAfter();
    if (wait != null) {
      headers.set(RETRY_AFTER_MS, Long.toString(Math.max(1, roundedMillis(wait))));
    }
    Boolean again = shouldRetry(error);
    if (again != null) {
      headers.set(SHOULD_RETRY, again.toString());
    }
  }

  /**
   * Whether trying the same again makes sense, as the SDKs understand {@code x-should-retry}; null
   * leaves it to the status.
   */
  private static @Nullable Boolean shouldRetry(GatewayError error) {
    return switch (error.code()) {
      case UNAUTHORIZED, FORBIDDEN, INTERNAL_ERROR, GLOBAL_TIMEOUT -> false;
      case RATE_LIMIT -> error.quotaGone() ? false : null;
      default -> null;
    };
  }

  /** Rounded up: whoever obeys does not come too early. */
  private static long roundedMillis(Duration wait) {
    return wait.plusNanos(NANOS_PER_MILLI - 1).toMillis();
  }

  private static void provider(Call call, MultiMap headers) {
    Exchange exchange = call.exchange();
    long waited = 0;
    int attempts = 0;
    if (exchange != null) {
      Target target = exchange.target();
      attempts = exchange.attempts();
      waited = exchange.waitedNanos();
      if (target != null) {
        headers.set(PROVIDER, target.id());
        if (!target.model().isEmpty() && visible(target.model())) {
          headers.set(MODEL, target.model());
        }
      }
      String decision = DecisionSummary.of(exchange);
      if (decision != null) {
        headers.set(DECISION, decision);
      }
    }
    headers.set(ATTEMPTS, Integer.toString(attempts));
    long micros = TimeUnit.NANOSECONDS.toMicros(Math.max(0, call.elapsedNanos() - waited));
    headers.set(OVERHEAD, Double.toString(micros / MICROS_PER_MILLI));
  }

  /** Whether a caller's text may stand in a header. */
  private static boolean visible(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }
}
