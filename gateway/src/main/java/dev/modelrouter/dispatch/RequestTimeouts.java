package dev.modelrouter.dispatch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long one request wants to wait at most. It can only shorten what the operator allows, and
 * what it shortens is never held against a provider.
 *
 * @param operation for the exchange with all its attempts, or null
 * @param firstToken for the first text of a stream while somebody else could answer, or null
 */
public record RequestTimeouts(@Nullable Duration operation, @Nullable Duration firstToken) {
  /** A request without wishes. */
  public static final RequestTimeouts NONE = new RequestTimeouts(null, null);

  /** Whether the request wants the whole of it to be over sooner than this. */
  boolean shortensTotal(Duration allowed) {
    return operation != null && operation.compareTo(allowed) < 0;
  }

  /** Whether the request wants its first token sooner than this. */
  boolean shortensFirstToken(Duration allowed) {
    return firstToken != null && firstToken.compareTo(allowed) < 0;
  }

  /** The limit for the exchange. */
  Duration total(Duration allowed) {
    Duration wanted = operation;
    return wanted == null || wanted.compareTo(allowed) > 0 ? allowed : wanted;
  }

  /** The limit for the first token. */
  Duration firstToken(Duration allowed) {
    Duration wanted = firstToken;
    return wanted == null || wanted.compareTo(allowed) > 0 ? allowed : wanted;
  }
}
